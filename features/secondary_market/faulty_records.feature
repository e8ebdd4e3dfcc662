@assumed
Feature: A record at fault is told and changes nothing
  The answer to an upload tells what became of each record: one at fault has the status ERROR and a text. No source
  says so of these faults; the sound records beside it are taken.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-31
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
      | a source that does not exist     | public  | buy  | theirs | POSTED              |
      | a sink that does not exist       | public  | buy  | theirs | POSTED              |
      | a CRR that we do not hold        | public  | sell | ours   | POSTED              |
      | more MW than the CRR has         | public  | sell | ours   | POSTED              |
      | another time of use than the CRR | private | sell | ours   | PENDING_MP_RESPONSE |
      | a day more than the CRR          | private | sell | ours   | PENDING_MP_RESPONSE |
      | ourselves as counterparty        | private | buy  | theirs | PENDING_MP_RESPONSE |

  @MS-SMT-32
  Scenario: A counterparty is bound once
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell, which awaits the other participant
    When we bind the other participant to the offer
    Then the offer is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

  @MS-SMT-33
  Scenario: Nobody is the counterparty of its own offer
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell
    When we bind ourselves to the offer
    Then the offer is ERROR
    And it is still among our POSTED offers

  @MS-SMT-34
  Scenario: An offer is answered once
    Given a CRR of ours that can still be traded
    And we have posted a private offer to sell
    And they have responded to the offer
    When they respond to the offer
    Then the response is ERROR
    And it is still among our PENDING_CREDIT_CHECK offers

  @MS-SMT-35
  Scenario: An offer to buy is not answered as one to sell
    Given a CRR of theirs that can still be traded
    And we have posted a private offer to buy
    When they respond to the offer as to one to sell
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers

  @MS-SMT-36
  Scenario: An offer to buy is not answered with somebody else's CRR
    Given a CRR of ours that can still be traded
    And we have posted a private offer to buy
    When they respond to the offer with a CRR that they do not hold
    Then the response is ERROR
    And it is still among our PENDING_MP_RESPONSE offers
