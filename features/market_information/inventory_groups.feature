@contract
Feature: The CRRs of a participant are downloaded by group
  By where they came from: allocations, auctions, the secondary market, the ISO itself, load migration of this year and
  three more, load migration beyond. The groups are parts of the public inventory.

  @MS-INF-51
  @req:DECK-212
  @result:private-leak
  Scenario Outline: The groups of a <function> are together what the public inventory says is its own
    Given we hold the function <function>
    And the download <group> has rows for us
    When we download our CRRs of every group, and everybody's
    Then each row is ours, in one group alone, and in that in which it belongs
    And our groups are together the public rows of ours

    Examples:
      | function | group                            |
      | CRRH     | PRIVATE_EXISTING_CRR_SYSTEM      |
      | CLSE     | PRIVATE_EXISTING_CRR_LM_BEYOND_3 |

  @MS-INF-52 @assumed @private-system
  @result:late-groups
  Scenario: Migrated CRRs of the third year to come are in the near group, those of the fourth in the far one
    Given we hold the function CLSE
    When the ISO lets us hold migrated CRRs of the last season of the third year and of the first of the fourth
    Then the one of the third year is in PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3 alone
    And the one of the fourth year is in PRIVATE_EXISTING_CRR_LM_BEYOND_3 alone
