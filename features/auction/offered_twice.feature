@contract
Feature: A CRR is offered once
  Two offers of one CRR for one period cannot stand side by side: not in one portfolio, and not in two that are
  submitted to the same auction. An offer that is not submitted stands in nobody's way.

  Background:
    Given we hold the function CRRH
    And an OPEN annual auction
    And a CRR of ours that may be offered there

  @MS-AUC-05 @code:SER0030
  Scenario: What is offered in a submitted portfolio is not offered again until that is retracted
    When we create a portfolio with an offer of it
    And we submit the portfolio
    Then the portfolio is SUBMITTED
    When we create another portfolio with an offer of it
    Then we are refused with SER0030
    And the refusal says of the first offer "crrId" and "was already submitted"
    And the other portfolio is not listed
    When we retract the portfolio
    Then the portfolio is VALID
    When we create another portfolio with an offer of it
    Then the portfolio is VALID

  @MS-AUC-78 @code:SER0030
  Scenario: A portfolio offers no CRR twice
    When we create a portfolio with two offers of it
    Then we are refused with SER0030
    And the refusal says of the second offer "crrId" and "is offered for"
    And our portfolio is not listed

  @MS-AUC-83 @rule:offer-once-in-market @code:AUC0037 @assumed
  Scenario: Of two portfolios that offer the same, the second to be submitted is in error
    When we create a portfolio with an offer of it
    Then the portfolio is VALID
    When we create another portfolio with an offer of it
    Then the portfolio is VALID
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When we submit the other portfolio
    Then the portfolio is INVALID
    And its error message says "was already submitted" of the first offer
    When we submit the other portfolio
    Then we are refused with AUC0037
