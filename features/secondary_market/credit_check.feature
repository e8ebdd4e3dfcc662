@seed @private-system
Feature: A trade waits until both sides are covered
  Before a CRR changes hands, the ISO looks at both: what the seller requires without the CRR, and what the buyer
  requires with it, must each be covered by the security posted. If not, the trade is not refused: it waits.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-56 @contract @result:disapproved-transferred
  Scenario: A trade that the ISO disapproves moves nothing, and the CRR is free again
    Given the ISO has let us hold a CRR
    And what each of us holds of its kind, day by day
    And we have posted a private offer to sell all of it
    And they have responded to the offer
    Then the trade is PENDING_CREDIT_CHECK for both
    When the ISO disapproves the trade
    Then the trade is DISAPPROVED for both
    And both are told the reason in private
    And nothing has changed hands
    When we post a private offer to sell all of it
    Then the offer is PENDING_MP_RESPONSE
    When they respond to the offer
    And the ISO checks the credit of both
    Then the trade is APPROVED for both

  @MS-SMT-57 @assumed @result:late-trades
  Scenario: A trade whose first day has come before it is judged fails, and moves nothing
    Given the ISO has let us hold a CRR
    And what each of us holds of its kind, day by day
    And we have posted a private offer to sell all of it
    And they have responded to the offer
    And the buyer has posted no security
    When the ISO checks the credit of both
    Then the trade is PENDING_CREDIT_CHECK for both
    When the first day of the trade comes
    And the ISO checks the credit of both
    Then the trade is ERROR for both
    And both are told the reason in private
    And nothing has changed hands

  @MS-SMT-58 @result:unsecured-trades
  Scenario Outline: A trade waits until <who> has posted the last cent that is required
    Given the ISO has let us hold a CRR
    And what each of us holds of its kind, day by day
    And we have posted a private offer to sell a part of its MW
    And they have responded to the offer
    And <who> has posted no security
    When the ISO checks the credit of both
    Then the trade is PENDING_CREDIT_CHECK for both
    And <who> alone is told in private how much is required
    And nothing has changed hands
    When <who> posts all that is required but a cent
    Then the trade is PENDING_CREDIT_CHECK for both
    When <who> posts a cent
    Then the trade is APPROVED for both
    And what was traded has changed hands, day by day, and nothing else

    Examples:
      | who        |
      | the seller |
      | the buyer  |

  @MS-SMT-72 @result:unsecured-trades
  Scenario: Where both sides lack security, what one posts is not enough
    Given the ISO has let us hold a CRR
    And we have posted a private offer to sell a part of its MW
    And they have responded to the offer
    And the seller has posted no security
    And the buyer has posted no security
    When the ISO checks the credit of both
    Then the trade is PENDING_CREDIT_CHECK for both
    When the seller posts all that it lacks
    Then the trade is PENDING_CREDIT_CHECK for both
    When the buyer posts all that it lacks
    Then the trade is APPROVED for both

  @MS-SMT-59 @result:unsecured-trades
  Scenario: A sold MW takes its credit margin from the seller's requirement to the buyer's
    Given the ISO has let us hold a CRR
    And two trades of it await their credit check, the second of 3 MW more than the first
    And the seller has posted no security
    And the buyer has posted no security
    When the ISO checks the credit for both trades
    Then for the second the buyer requires the credit margin of 3 MW more
    And for the second the seller requires the credit margin of 3 MW less

  @MS-SMT-60 @result:unsecured-trades
  Scenario: Who sells an annual allocation secures the counterflow that load migration may make
    Given we hold the function CLSE
    And the ISO has let us hold 10 MW of an annual allocation, and as many of a monthly one
    And a trade of each awaits its credit check, of the monthly one first
    And the seller has posted no security
    And the buyer has posted no security
    When the ISO checks the credit for both trades
    Then for the second the seller requires the credit margin of 10 MW more
    And for the second the buyer requires the credit margin of 0 MW more
