@contract
Feature: Once the window of an auction is closed, portfolios stay as they are

  Background:
    Given we hold the function CRRH

  @MS-AUC-61 @code:MKT0004
  Scenario Outline: Nobody can <use> a bid portfolio after its window closed
    Given a CLOSED monthly auction
    And a portfolio of ours there, from before its window closed
    When we <use> the portfolio
    Then we are refused with MKT0004
    And our portfolio is listed

    Examples:
      | use    |
      | submit |
      | delete |

  @MS-AUC-62 @code:NOM0129
  Scenario: Nobody can retract a bid portfolio after its window closed
    Given a CLOSED monthly auction
    And a portfolio of ours there, from before its window closed
    When we retract the portfolio
    Then we are refused with NOM0129
    And our portfolio is listed

  @MS-AUC-63 @code:MKT0004 @code:NOM0129 @private-system
  Scenario: What is submitted when the window closes stays submitted
    Given an OPEN monthly auction
    And a source and a sink that may be bid there
    And we have created a portfolio with one bid
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When the window of the market closes
    And we retract the portfolio
    Then we are refused with NOM0129
    When we delete the portfolio
    Then we are refused with MKT0004
    And the portfolio is still SUBMITTED

  @MS-AUC-64 @code:MKT0004 @assumed
  Scenario: Nothing is created in an auction whose window is not yet open
    Given an OPEN monthly auction
    And a source and a sink that may be bid there
    And a PREP monthly auction
    When we create a portfolio with one bid
    Then we are refused with MKT0004
    And our portfolio is not listed
