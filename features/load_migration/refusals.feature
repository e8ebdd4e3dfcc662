@contract
Feature: What load migration refuses
  Nothing of a refused upload is kept.

  Background:
    Given we hold the function CUDC
    And another participant holds the function CUDC

  @MS-LMG-41 @code:LMV1003
  @req:DECK-010
  Scenario Outline: A load migration market that does not exist is refused to <operation>
    When we call <operation> with names that exist nowhere
    Then we are refused with LMV1003

    Examples:
      | operation                                   |
      | load_migration.getLoadMigrationMarketStatus |
      | load_migration.getLoadPercentages           |
      | load_migration.getLoadMigrationCRRs         |
      | load_migration.getNHourData                 |
      | load_migration.getExistingNumberOfCustomers |
      | load_migration.getExistingDasrSummary       |
      | load_migration.getExistingCustomerRates     |
      | load_migration.postNumberOfCustomers        |
      | load_migration.postDasrSummary              |
      | load_migration.postCustomerRates            |

  @MS-LMG-42 @code:LMV1002 @assumed
  Scenario Outline: A market that is not configured is refused to <operation>
    Given a load migration market that is named but not yet configured
    When we call <operation> for that market
    Then we are refused with LMV1002

    Examples:
      | operation                                   |
      | load_migration.getLoadMigrationMarketStatus |
      | load_migration.getLoadPercentages           |
      | load_migration.getLoadMigrationCRRs         |
      | load_migration.getNHourData                 |
      | load_migration.getExistingNumberOfCustomers |
      | load_migration.getExistingDasrSummary       |
      | load_migration.getExistingCustomerRates     |
      | load_migration.postNumberOfCustomers        |
      | load_migration.postDasrSummary              |
      | load_migration.postCustomerRates            |

  @MS-LMG-43 @code:LMV0101
  Scenario: A market without N-hour data shows none
    Given a load migration market that posts no N-hour data
    When we ask for its N-hour data
    Then we are refused with LMV0101

  @MS-LMG-44 @code:LMV0102
  Scenario Outline: <upload> are not taken
    Given a <status> load migration market
    And <records> that we have not posted for it
    When we post them
    Then we are refused with LMV0102
    And our list is as it was before

    Examples:
      | upload                                | records            | status |
      | Customer numbers for a CLOSED market  | customer numbers   | CLOSED |
      | Customer rates for a CLOSED market    | customer rates     | CLOSED |
      | Customer transfers of a CLOSED market | customer transfers | CLOSED |
      | Customer numbers for a PREP market    | customer numbers   | PREP   |
      | Customer transfers of a POSTED market | customer transfers | POSTED |

  @MS-LMG-45 @code:LMV0103
  Scenario Outline: The <results> of a <status> market are not yet told
    Given a <status> load migration market
    When we ask for <results>
    Then we are refused with LMV0103

    Examples:
      | case                | results                       | status |
      | shares while CLOSED | the shares of load that moved | CLOSED |
      | CRRs while CLOSED   | the CRRs that it made         | CLOSED |
      | shares while PREP   | the shares of load that moved | PREP   |

  @MS-LMG-46 @code:LMV023
  Scenario: Customer transfers with another effective date than the market's are refused
    Given an OPEN load migration market
    And customer transfers that we have not posted for it
    When we post them with another effective date
    Then we are refused with LMV023
    And our list is as it was before

  @MS-LMG-47 @code:LMV024 @intrusive
  Scenario Outline: <upload> in the name of <whose> are refused
    Given an OPEN load migration market
    And <records> that we have not posted for it
    And what the other utility has posted of that kind
    When we post them in the name of <whose>
    Then we are refused with LMV024
    And our list is as it was before
    And the other utility reads the same as before

    Examples:
      | upload                        | records            | whose                         |
      | Customer numbers of another   | customer numbers   | the other utility             |
      | Customer rates of another     | customer rates     | the other utility             |
      | Customer transfers of another | customer transfers | the other utility             |
      | Customer numbers of nobody    | customer numbers   | a utility that does not exist |

  @MS-LMG-48 @code:SER0030 @assumed
  Scenario Outline: <upload> spoils the upload
    Given an OPEN load migration market
    And <records> that we have not posted for it
    When we post them together with <fault>
    Then we are refused with SER0030
    And our list is as it was before

    Examples:
      | upload                              | records            | fault                                    |
      | A count of an unknown entity        | customer numbers   | one of an unknown load-serving entity    |
      | A transfer from an unknown entity   | customer transfers | one from an unknown load-serving entity  |
      | A transfer to an unknown entity     | customer transfers | one to an unknown load-serving entity    |
      | A transfer from an entity to itself | customer transfers | one from a load-serving entity to itself |
      | A count given twice                 | customer numbers   | the first one once more                  |
      | A rate given twice                  | customer rates     | the first one once more                  |
      | A transfer given twice              | customer transfers | the first one once more                  |
