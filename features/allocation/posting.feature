@contract
Feature: The results of an allocation are downloaded once they are posted

  Background:
    Given we hold the function CLSE

  @MS-ALC-95 @code:MKT0007 @private-system
  @result:double-json @result:private-leak @result:stale-holdings
  Scenario: Results are refused until they are posted, are private where they should be, and are corrected
    Given another participant holds the function CLSE
    And an allocation of one month in which nobody has nominated yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these nominations are submitted
      | nominator | path   | MW |
      | we        | inward | 30 |
      | second    | inward | 10 |
    And the allocation is closed and cleared
    Then each of the 3 result files is refused with MKT0007
    And no public message speaks of the allocation as posted
    When the ISO posts what it cleared
    Then each of the 3 result files holds the same rows in CSV and in JSON
    And the awards are
      | nominator | path   | MW |
      | we        | inward | 15 |
      | second    | inward | 5  |
    And each award is held as a CRR of the same MW
    When we and the other participant download the private results
    Then every row is of the one who asked
    And the public results show the awards of both
    When the ISO finds that the limit was 12 MW, and clears and posts again
    Then the awards are
      | nominator | path   | MW |
      | we        | inward | 9  |
      | second    | inward | 3  |
    And each award is held as a CRR of the same MW
    And 1 public message speaks of the allocation as corrected

  @MS-ALC-96
  @result:double-json
  @req:DECK-214 @req:DECK-215
  Scenario Outline: <download> holds the same rows in either format
    Given a POSTED monthly allocation
    And rows of <download> in it
    When we download the results <download> in CSV and in JSON
    Then both requests are accepted
    And both files hold the same rows
    And they hold at least one row

    Examples:
      | download                  |
      | PUBLIC_ALLOCATION_RESULT  |
      | PRIVATE_ALLOCATION_RESULT |

  @MS-ALC-99
  @result:private-leak
  @req:DECK-215
  Scenario: A load-serving entity is told its own results alone
    Given a POSTED monthly allocation
    And results of ours in it
    And another participant holds the function CLSE
    When we and the other participant download the private results
    Then every row is of the one who asked
    And the public results show the awards of both
