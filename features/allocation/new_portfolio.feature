@contract
Feature: A nomination portfolio without records

  @MS-ALC-66 @code:POR0012
  Scenario: A portfolio without records is NEW and cannot be retracted
    Given we hold the function CLSE
    And an OPEN monthly allocation
    And a source and a sink that may be nominated there
    And we have created a portfolio with nothing in it
    When we ask for the portfolio's status
    Then the portfolio is NEW
    When we retract the portfolio
    Then we are refused with POR0012
    When we delete the portfolio
    Then the portfolio is DELETED
