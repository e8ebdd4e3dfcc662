@contract
Feature: Offers of CRRs are posted, bound and answered
  A public offer is for everyone and waits for a counterparty to be bound to it; a private one names its counterparty
  from the start. What the counterparty has answered awaits the credit check.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-21 @result:newest-unlisted
  @req:DECK-220
  Scenario Outline: A public offer to <side> is listed once it is posted
    Given a CRR of <whose> that can still be traded
    And the list of our POSTED offers
    When we post a public offer to <side>
    Then the offer is POSTED
    And it is new among our POSTED offers, with the terms that we sent
    And nobody else is asked for a response

    Examples:
      | side | whose  |
      | buy  | theirs |
      | sell | ours   |

  @MS-SMT-22 @result:private-leak
  Scenario Outline: A private offer to <side> reaches its counterparty and nobody else
    Given a CRR of <whose> that can still be traded
    And the list of our PENDING_MP_RESPONSE offers
    And the list of their PENDING_MP_RESPONSE responses
    When we post a private offer to <side>
    Then the offer is PENDING_MP_RESPONSE
    And it is new among our PENDING_MP_RESPONSE offers, with the terms that we sent
    And it is new among their PENDING_MP_RESPONSE responses, with the terms that we sent
    And it is no longer among our POSTED offers
    And nobody else is asked for a response

    Examples:
      | side | whose  |
      | buy  | theirs |
      | sell | ours   |

  @MS-SMT-23 @result:newest-unlisted
  Scenario Outline: Binding a counterparty to a public offer to <side> asks it for a response
    Given a CRR of <whose> that can still be traded
    And we have posted a public offer to <side>
    And the list of our PENDING_MP_RESPONSE offers
    And the list of their PENDING_MP_RESPONSE responses
    When we bind the other participant to the offer
    Then the offer is PENDING_MP_RESPONSE
    And it is new among our PENDING_MP_RESPONSE offers, with the terms that we sent
    And it is no longer among our POSTED offers
    And it is new among their PENDING_MP_RESPONSE responses, with the terms that we sent
    And nobody else is asked for a response

    Examples:
      | side | whose  |
      | buy  | theirs |
      | sell | ours   |

  @MS-SMT-24 @result:newest-unlisted
  Scenario Outline: An answered <trade> offer awaits the credit check
    Given a CRR of <whose> that can still be traded
    And we have posted a <post> offer to <side>, which awaits the other participant
    And the list of our PENDING_CREDIT_CHECK offers
    And the list of their PENDING_CREDIT_CHECK responses
    When they respond to the offer
    Then the response is PENDING_CREDIT_CHECK
    And it is new among their PENDING_CREDIT_CHECK responses, with the terms that we sent
    And it is no longer among their PENDING_MP_RESPONSE responses
    And it is new among our PENDING_CREDIT_CHECK offers, with the terms that we sent
    And it is no longer among our PENDING_MP_RESPONSE offers

    Examples:
      | trade        | post    | side | whose  |
      | public buy   | public  | buy  | theirs |
      | public sell  | public  | sell | ours   |
      | private buy  | private | buy  | theirs |
      | private sell | private | sell | ours   |
