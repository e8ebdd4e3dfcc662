@contract
Feature: A bid portfolio without records, or of another participant

  @MS-AUC-66 @code:POR0012
  Scenario: A portfolio without records is NEW and cannot be retracted
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    And we have created a portfolio with nothing in it
    When we ask for the portfolio's status
    Then the portfolio is NEW
    When we retract the portfolio
    Then we are refused with POR0012
    When we delete the portfolio
    Then the portfolio is DELETED

  @MS-AUC-67 @code:POR0023 @assumed
  Scenario Outline: The portfolio of another participant is not ours to <use>
    Given one certificate that speaks for two participants of the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    And the other participant has created a portfolio with one bid
    When we <use> the portfolio
    Then we are refused with POR0023

    Examples:
      | use               |
      | read              |
      | ask the status of |
      | submit            |
      | retract           |
      | delete            |
