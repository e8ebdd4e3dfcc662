@contract
Feature: The results of an auction are downloaded once they are posted

  Background:
    Given we hold the function CRRH

  @MS-INF-01 @code:MKT0007 @private-system
  Scenario: Results are refused until they are posted, and are the same in CSV and in JSON then
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 15 | 30    |
      | second | inward | 15 | 20    |
    And the auction is closed and cleared
    Then each of the 4 result files is refused with MKT0007
    When the ISO posts what it cleared
    Then each of the 4 result files holds the same rows in CSV and in JSON

  @MS-INF-02
  @result:private-leak
  @req:DECK-216
  Scenario: A participant is told its own results alone
    Given a POSTED monthly auction
    And results of ours in it
    And another participant holds the function CRRH
    When we and the other participant download the private results
    Then every row is of the one who asked
    And the public results show the awards of both

  @MS-INF-41
  @req:DECK-214 @req:DECK-216
  @result:double-json
  Scenario Outline: <download> holds the same rows in either format
    Given a POSTED monthly auction
    And rows of <download> in it
    When we download the results <download> in CSV and in JSON
    Then both requests are accepted
    And both files hold the same rows
    And they hold at least one row

    Examples:
      | download               |
      | PUBLIC_AUCTION_RESULT  |
      | CLEARING_PRICE         |
      | BINDING_CONSTRAINT     |
      | PRIVATE_AUCTION_RESULT |

  @MS-INF-42 @code:DWL0001 @intrusive
  Scenario: A result type that the contract does not know is refused
    Given a POSTED monthly auction
    When we download the results NO_SUCH_TYPE in deliberate breach of the contract
    Then we are refused with DWL0001

  @MS-INF-43 @code:DWL0002 @intrusive
  Scenario: Results in a format that is not offered are refused
    Given a POSTED monthly auction
    When we download the results CLEARING_PRICE in the format XML
    Then we are refused with DWL0002
