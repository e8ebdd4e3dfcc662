@contract
Feature: A bid portfolio is submitted and retracted
  A portfolio counts in its market once it is submitted, and can be taken back while the window is open.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-31 @result:changes-unkept
  @req:DECK-207 @req:DECK-208
  Scenario: A valid portfolio is submitted, and retracted again
    Given we have created a portfolio with one bid
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When we retract the portfolio
    Then the portfolio is VALID

  @MS-AUC-32 @code:POR0051
  Scenario: A portfolio is submitted once
    Given we have created a portfolio with one bid
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When we submit the portfolio
    Then we are refused with POR0051

  @MS-AUC-33 @code:POR0010
  Scenario: A submitted portfolio cannot be deleted
    Given we have created a portfolio with one bid
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When we delete the portfolio
    Then we are refused with POR0010

  @MS-AUC-34 @code:POR0038
  Scenario: A portfolio that is not submitted cannot be retracted
    Given we have created a portfolio with one bid
    When we retract the portfolio
    Then we are refused with POR0038

  @MS-AUC-35 @code:POR0013
  Scenario: A portfolio without records cannot be submitted
    Given we have created a portfolio with nothing in it
    When we submit the portfolio
    Then we are refused with POR0013

  @MS-AUC-36 @code:MKT0004
  Scenario: Nothing is created in a market whose window is closed
    Given a CLOSED monthly auction
    When we create a portfolio with one bid
    Then we are refused with MKT0004
