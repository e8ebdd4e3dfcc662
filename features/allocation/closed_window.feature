@contract
Feature: Once the window of an allocation is closed, portfolios stay as they are
  The allocation says in its own codes what it does no longer take.

  Background:
    Given we hold the function CLSE

  @MS-ALC-61 @code:NOM0128
  Scenario: Nobody can submit a nomination portfolio after its window closed
    Given a CLOSED monthly allocation
    And a portfolio of ours there, from before its window closed
    When we submit the portfolio
    Then we are refused with NOM0128
    And our portfolio is listed

  @MS-ALC-62 @code:NOM0129
  Scenario: Nobody can retract a nomination portfolio after its window closed
    Given a CLOSED monthly allocation
    And a portfolio of ours there, from before its window closed
    When we retract the portfolio
    Then we are refused with NOM0129
    And our portfolio is listed

  @MS-ALC-63 @code:SER0016 @assumed
  Scenario: Nobody can delete a nomination portfolio after its window closed
    Given a CLOSED monthly allocation
    And a portfolio of ours there, from before its window closed
    When we delete the portfolio
    Then we are refused with SER0016
    And our portfolio is listed

  @MS-ALC-64 @code:MKT0004 @assumed
  Scenario: Nothing is created in an allocation whose window is not yet open
    Given an OPEN monthly allocation
    And a source and a sink that may be nominated there
    And a PREP monthly allocation
    When we create a portfolio with one nomination
    Then we are refused with MKT0004
    And our portfolio is not listed

  @MS-ALC-65 @code:NOM0128 @private-system
  Scenario: What is not submitted when the window closes stays out
    Given an OPEN monthly allocation
    And a source and a sink that may be nominated there
    And we have created a portfolio with one nomination
    When the window of the market closes
    And we submit the portfolio
    Then we are refused with NOM0128
    And the portfolio is still VALID
