@contract
Feature: Each record of an upload has a fate of its own
  The answer has a status for every record, in the order of the upload; one at fault sinks no neighbour.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-66 @rule:sm-offer-posted @assumed
  Scenario: Of two bindings the sound one counts
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell, which awaits the other participant
    And we have posted the same once more
    When we bind the other participant to both
    Then the first is ERROR and says why, the second is PENDING_MP_RESPONSE

  @MS-SMT-67 @rule:sm-response-once @assumed
  Scenario Outline: Of two responses to offers to <side> the sound one counts
    Given a CRR of <whose> that can still be traded
    And we have posted a private offer to <side>
    And they have responded to the offer
    And we have posted the same once more
    When they respond to both
    Then the first is ERROR and says why, the second is PENDING_CREDIT_CHECK

    Examples:
      | side | whose  |
      | buy  | theirs |
      | sell | ours   |

  @MS-SMT-68 @seed @rule:sm-dates-in-order
  @req:DECK-091
  Scenario Outline: 500 records are taken at once by <operation>, each judged for itself
    Given a CRR of <whose> that can still be traded
    When we send 500 offers to <operation>, of which the last alone is sound
    Then 500 statuses come back in the order of the offers, and the last alone is <status>

    Examples:
      | operation               | whose  | status              |
      | postPublicSmBuyOffers   | theirs | POSTED              |
      | postPublicSmSellOffers  | ours   | POSTED              |
      | postPrivateSmBuyOffers  | theirs | PENDING_MP_RESPONSE |
      | postPrivateSmSellOffers | ours   | PENDING_MP_RESPONSE |

  @MS-SMT-69 @code:SMT0146
  Scenario Outline: Our own name in small letters is not ours: a <offer> offer in it is refused
    Given a CRR of <whose> that can still be traded
    When we post a <post> offer to <side> in our own name in small letters
    Then we are refused with SMT0146

    Examples:
      | offer        | post    | side | whose  |
      | public buy   | public  | buy  | theirs |
      | private sell | private | sell | ours   |

  @MS-SMT-37 @assumed @rule:sm-mw-held @rule:sm-crr-product @rule:sm-crr-dates
  Scenario Outline: A CRR does not answer an offer to buy <product>
    Given a CRR of theirs that can still be traded
    When we post a private offer to buy <product>
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

    Examples:
      | product                          |
      | more MW than the CRR has         |
      | another time of use than the CRR |
      | a day more than the CRR          |
