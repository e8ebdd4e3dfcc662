@assumed
Feature: A record at fault is told and changes nothing
  The answer to an upload tells what became of each record: one at fault has the status ERROR and a text. No source
  says so of these faults; the sound records beside it are taken.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-31
  @rule:sm-dates-in-order @rule:sm-whole-days @rule:sm-lead-time @rule:sm-mw-bounded @rule:sm-price-bounded @rule:sm-location-exists
  @rule:sm-crr-owned @rule:sm-mw-held @rule:sm-crr-product @rule:sm-crr-dates @rule:sm-two-parties
  Scenario Outline: An offer with <fault> is not kept, the sound one beside it is
    Given a CRR of <whose> that can still be traded
    And the list of our <status> offers
    When we post a <post> offer to <side> and a second one with <fault>
    Then the first is <status>, the second is ERROR and says why
    And the first alone is new among our <status> offers

    Examples:
      | fault                            | post    | side | whose  | status              |
      | its dates in reverse order       | public  | buy  | theirs | POSTED              |
      | a part of a day                  | public  | buy  | theirs | POSTED              |
      | its first day too soon           | public  | buy  | theirs | POSTED              |
      | more MW than any grid has        | public  | buy  | theirs | POSTED              |
      | a price beyond all measure       | private | buy  | theirs | PENDING_MP_RESPONSE |
      | a source that does not exist     | public  | buy  | theirs | POSTED              |
      | a sink that does not exist       | public  | buy  | theirs | POSTED              |
      | a CRR that we do not hold        | public  | sell | ours   | POSTED              |
      | more MW than the CRR has         | public  | sell | ours   | POSTED              |
      | another time of use than the CRR | private | sell | ours   | PENDING_MP_RESPONSE |
      | a day more than the CRR          | private | sell | ours   | PENDING_MP_RESPONSE |
      | ourselves as counterparty        | private | buy  | theirs | PENDING_MP_RESPONSE |

  @MS-SMT-32 @rule:sm-offer-posted
  Scenario: A counterparty is bound once
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell, which awaits the other participant
    When we bind the other participant to the offer
    Then the offer is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

  @MS-SMT-33 @rule:sm-responder-is-another
  Scenario: Nobody is the counterparty of its own offer
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell
    When we bind ourselves to the offer
    Then the offer is ERROR
    And it is still among our POSTED offers

  @MS-SMT-34 @rule:sm-response-once
  Scenario: An offer is answered once
    Given a CRR of ours that can still be traded
    And we have posted a private offer to sell
    And they have responded to the offer
    When they respond to the offer
    Then the response is ERROR
    And it is still among our PENDING_CREDIT_CHECK offers

  @MS-SMT-35 @rule:sm-offer-kind
  Scenario: An offer to buy is not answered as one to sell
    Given a CRR of theirs that can still be traded
    And we have posted a private offer to buy
    When they respond to the offer as to one to sell
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

  @MS-SMT-36 @rule:sm-crr-owned
  Scenario: An offer to buy is not answered with somebody else's CRR
    Given a CRR of ours that can still be traded
    And we have posted a private offer to buy
    When they respond to the offer with a CRR that they do not hold
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

  @MS-SMT-05 @rule:sm-lead-time
  Scenario: A trade is registered five business days before its first day, no later
    Given a CRR of theirs that can still be traded
    When we post a public offer to buy it from the third business day on
    Then the offer is ERROR
    And its message names the first day that is possible, at least five business days ahead
    When we post a public offer to buy it from the day before that
    Then the offer is ERROR
    When we post a public offer to buy it from that day on
    Then the offer is POSTED

  @MS-SMT-38 @rule:sm-lead-time-at-response @private-system
  Scenario: An offer that is answered too late begins no trade
    Given the ISO has let us hold a CRR
    And we have posted a private offer to sell all of it
    When there is but a day left before its first day
    And they respond to the offer
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

  @MS-SMT-39 @rule:sm-mw-held
  Scenario: A CRR is offered to the last thousandth of a MW, and no further
    Given the ISO has let us hold a CRR
    When we post a private offer to sell 10.001 MW of it
    Then the offer is ERROR
    And its message says "are held"
    When we post a private offer to sell 10 MW of it
    Then the offer is PENDING_MP_RESPONSE
