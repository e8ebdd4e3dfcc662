@assumed
Feature: No MW of a CRR is spoken for twice
  What awaits its credit check in one trade, or is offered in a submitted portfolio of an auction, is not traded once
  more for the same days. What is left of it is.

  @MS-SMT-61 @rule:sm-mw-not-in-auction
  Scenario: While it is offered in an auction, a CRR is not offered to anybody else
    Given we hold the function CRRH
    And an OPEN annual auction
    And a CRR of ours that may be offered there
    And another participant holds the function CRRH
    When we create a portfolio with an offer of it
    And we submit the portfolio
    Then the portfolio is SUBMITTED
    When we post a private offer to sell all of it
    Then the offer is ERROR
    And its message says "is offered in auction"
    When we retract the portfolio
    Then the portfolio is VALID
    When we post a private offer to sell all of it
    Then the offer is PENDING_MP_RESPONSE

  @MS-SMT-62 @rule:sm-mw-not-in-auction
  Scenario: A CRR that is offered in an auction does not answer an offer to buy
    Given we hold the function CRRH
    And an OPEN annual auction
    And a CRR of ours that may be offered there
    And another participant holds the function CRRH
    And the other participant has posted a private offer to buy all of it
    When we create a portfolio with an offer of it
    And we submit the portfolio
    Then the portfolio is SUBMITTED
    When we respond to the offer
    Then the response is ERROR
    And it is still among their PENDING_MP_RESPONSE offers

  @MS-SMT-63 @rule:sm-mw-not-in-trade
  Scenario: The MW of trades that await their credit check add up
    Given we hold the function CRRH
    And another participant holds the function CRRH
    And the ISO has let us hold a CRR
    And we have posted a private offer to sell 6 MW of it
    And they have responded to the offer
    When we post a private offer to sell 4.001 MW of it
    Then the offer is ERROR
    And its message says "await their credit check"
    When we post a private offer to sell 4 MW of it
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    Then the response is PENDING_CREDIT_CHECK

  @MS-SMT-64 @rule:sm-mw-not-in-trade
  Scenario: Trades of other days stand in nobody's way
    Given we hold the function CRRH
    And another participant holds the function CRRH
    And the ISO has let us hold a CRR
    And what each of us holds of its kind, day by day
    And we have posted a private offer to sell its first days
    And they have responded to the offer
    When we post a private offer to sell a thousandth of a MW of it
    Then the offer is ERROR
    When we post a private offer to sell its last days
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    Then the response is PENDING_CREDIT_CHECK
    When the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else

  @MS-SMT-65 @rule:sm-mw-not-in-trade
  Scenario: Of two offers of the same MW one alone can be answered
    Given we hold the function CRRH
    And another participant holds the function CRRH
    And the ISO has let us hold a CRR
    And we have posted a private offer to sell all of it
    And we have posted the same once more
    When they respond to the first of both
    Then the response is PENDING_CREDIT_CHECK
    When they respond to the second of both
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers
