@seed @private-system
Feature: Bids are covered by security
  Who takes part has posted security: the least that an auction asks for, and no less than what all its submitted bids
  require. A portfolio that is not covered is rejected, the last one first; what is rejected is VALID again soon after.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-06 @rule:portfolio-secured
  Scenario: Of two portfolios that are not covered together, the one that came last is rejected
    Given we have created two portfolios with 150 bids each
    And our security is one cent less than both require
    When we submit the first of them
    Then the portfolio is SUBMITTED
    When we submit the second of them
    Then the portfolio is REJECTED
    And its error message tells what both require and what is secured
    When we ask for the status of the first of them
    Then the portfolio is SUBMITTED
    When the time of a rejection is over
    And we ask for the status of the second of them
    Then the portfolio is VALID
    When the missing cent is posted
    And we submit the second of them
    Then the portfolio is SUBMITTED

  @MS-AUC-92 @rule:portfolio-secured @assumed
  Scenario: What is retracted requires no security
    Given we have created two portfolios with 150 bids each
    And our security is one cent less than both require
    When we submit the first of them
    Then the portfolio is SUBMITTED
    When we retract the first of them
    And we submit the second of them
    Then the portfolio is SUBMITTED
    When we submit the first of them
    Then the portfolio is REJECTED

  @MS-AUC-93 @rule:portfolio-secured
  Scenario: Below the least security of an auction not even a small bid is taken
    Given we have created a portfolio with one bid
    And our security is one cent less than the least for a monthly auction
    When we submit the portfolio
    Then the portfolio is REJECTED
    And its error message tells the least security and what is secured
    When the time of a rejection is over
    And the missing cent is posted
    And we submit the portfolio
    Then the portfolio is SUBMITTED

  @MS-AUC-94 @rule:portfolio-secured @code:POR0038
  Scenario: A rejected portfolio is not submitted and cannot be retracted
    Given we have created a portfolio with one bid
    And our security is one cent less than the least for a monthly auction
    When we submit the portfolio
    Then the portfolio is REJECTED
    When we retract the portfolio
    Then we are refused with POR0038
    When we delete the portfolio
    Then the portfolio is DELETED

  @MS-AUC-98 @rule:portfolio-secured
  Scenario: When security is taken back, what was submitted last is rejected first
    Given we have created two portfolios with 150 bids each
    When we submit the first of them
    And we submit the second of them
    Then the first of them is SUBMITTED
    And the second of them is SUBMITTED
    When our security is lowered to one cent less than both require
    Then the first of them is SUBMITTED
    And the second of them is REJECTED
    And its error message tells what both require and what is secured
    When all our security is taken back
    Then the first of them is REJECTED
