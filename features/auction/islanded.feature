@seed @private-system
Feature: A location that outages cut off is not bid, and sold only as far as its base loading
  Where outages of a market island a source or a sink, a CRR that the model carries already may be offered there;
  nothing new is bought.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a generator that no base loading of the market touches

  @MS-AUC-08 @code:SER0030
  @req:DECK-133 @req:DECK-134
  Scenario: At an islanded source with base loading we may sell, and not buy
    Given we hold a CRR from there that is in the base loading
    When outages cut the generator off
    And we create a portfolio with one bid from there
    Then we are refused with SER0030
    And the refusal says of the first bid "source" and "is islanded by outages"
    When we create a portfolio with an offer of it
    Then the portfolio is VALID
    When we submit the portfolio
    Then the portfolio is SUBMITTED

  @MS-AUC-95 @code:SER0030
  @req:DECK-134
  Scenario: At an islanded source without base loading nothing is sold
    Given we hold a CRR from there that is not in the base loading
    When we create a portfolio with an offer of it
    Then the portfolio is VALID
    When outages cut the generator off
    And we create another portfolio with an offer of it
    Then we are refused with SER0030
    And the refusal says of the first offer "source" and "has no base loading"
    When the outages are over
    And we create another portfolio with an offer of it
    Then the portfolio is VALID

  @MS-AUC-96 @rule:bid-location-connected @code:AUC0037 @assumed
  Scenario: A bid whose source is cut off meanwhile is in error when it is submitted
    When we create a portfolio with one bid from there
    Then the portfolio is VALID
    When outages cut the generator off
    And we submit the portfolio
    Then the portfolio is INVALID
    And its error message says "is islanded by outages" of the first bid
    When we submit the portfolio
    Then we are refused with AUC0037
