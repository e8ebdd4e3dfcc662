@contract
Feature: What the ISO approves changes hands
  Once both sides have agreed, the ISO checks their credit. An approved trade moves whole Pacific days and thousandths
  of a MW from the seller's CRR to a new one of the buyer; no MW is lost or made on any day.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-01 @result:sold-not-removed @result:bought-not-held
  Scenario: A private sale is answered and approved, and a part of the CRR changes hands
    Given a CRR of ours that can be traded in parts
    And what each of us holds of its kind, day by day
    When we post a private offer to sell a part of its MW on some of its days
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    Then the response is PENDING_CREDIT_CHECK
    And the trade is PENDING_CREDIT_CHECK for both
    And nothing has changed hands
    When the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's
    And the seller keeps the CRR with what is left of its MW on the days of the trade

  @MS-SMT-02 @result:sold-not-removed @result:bought-not-held
  Scenario: A public offer to buy is bound and answered with a CRR, which changes hands
    Given a CRR of theirs that can be traded in parts
    And what each of us holds of its kind, day by day
    When we post a public offer to buy a part of its MW
    Then the offer is POSTED
    When we bind the other participant to the offer
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    Then the response is PENDING_CREDIT_CHECK
    And the trade is PENDING_CREDIT_CHECK for both
    When the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's

  @MS-SMT-51 @result:sold-not-removed
  Scenario Outline: An approved <trade> moves the CRR from its seller to its buyer
    Given a CRR of <whose> that can be traded in parts
    And what each of us holds of its kind, day by day
    And we have posted a <post> offer to <side>, which awaits the other participant
    And they have responded to the offer
    When the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's

    Examples:
      | trade       | post    | side | whose  |
      | public sale | public  | sell | ours   |
      | private buy | private | buy  | theirs |

  @MS-SMT-52 @assumed @result:sold-not-removed
  Scenario Outline: Of <part> every day and every MW is accounted for
    Given the ISO has let us hold a CRR of a season with a day of <hours> hours
    And what each of us holds of its kind, day by day
    When we post a private offer to sell <part>
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    And the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's
    And the seller keeps the CRR with what is left of its MW on the days of the trade

    Examples:
      | part                                 | hours |
      | all of it                            | 23    |
      | a thousandth of a MW of it           | 23    |
      | its first days                       | 25    |
      | its last days                        | 25    |
      | days in the middle of it             | 23    |
      | a single day of it                   | 25    |
      | its day of 23 hours                  | 23    |
      | its day of 25 hours                  | 25    |
      | a part of its MW on some of its days | 25    |

  @MS-SMT-53 @assumed @result:sold-not-removed
  Scenario: What was bought is sold on, and each link of the chain is accounted for
    Given the ISO has let us hold a CRR
    And a third participant holds the function CRRH
    And what each of us holds of its kind, day by day
    And we have posted a private offer to sell all of it
    And they have responded to the offer
    When the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's
    When they sell a part of its MW on some of its days on to the third participant
    And the ISO checks the credit of both
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's

  @MS-SMT-54 @result:price-off
  Scenario Outline: A price of <price> dollars is told to both sides, from the offer to its approval
    Given a CRR of ours that can still be traded
    And the list of our APPROVED offers
    And the list of their APPROVED responses
    When we post a private offer to sell at <price> dollars
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    Then the response is PENDING_CREDIT_CHECK
    When the ISO checks the credit of both
    Then it is new among our APPROVED offers, with the terms that we sent
    And it is new among their APPROVED responses, with the terms that we sent

    Examples:
      | price    |
      | -1234.56 |
      | 0        |
      | 0.01     |

  @MS-SMT-55 @result:private-leak
  Scenario: Nobody but its two sides sees a trade, before its approval or after
    Given a CRR of ours that can be traded in parts
    And we have posted a private offer to sell a part of its MW
    And they have responded to the offer
    Then the trade is PENDING_CREDIT_CHECK for both
    And nobody else sees the trade
    When the ISO checks the credit of both
    Then the trade is APPROVED for both
    And the buyer holds it as a CRR of the secondary market, which comes from the seller's
    And nobody else sees the trade

  @MS-SMT-71 @result:bought-not-held
  Scenario: What the ISO has approved is held by who bought it
    Given a trade between us that the ISO has approved
    Then the buyer holds all that it has bought of the kind, on each day of the trade
