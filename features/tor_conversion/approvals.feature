@contract
Feature: The transferee decides what becomes of a conversion
  It approves or disapproves each record while the window is open for approval; approved ones become its CRRs.

  @MS-TOR-41 @private-system @assumed @result:changes-unkept
  Scenario Outline: A request is <request> when its records are <decisions>
    Given we hold the function TOR
    And a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request a conversion for the transferee
    Then the request is new among ours, PENDING_APPROVAL and as we sent it
    And the transferee has a new record to decide for each time of use
    When the ISO brings it to CLOSED_FOR_CONVERSION
    And the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee decides <on> for ON and <off> for OFF
    Then the conversion upload is VALID
    And the records stand as decided
    And the request is <request>

    Examples:
      | decisions             | on          | off              | request          |
      | both approved         | APPROVED    | APPROVED         | APPROVED         |
      | approved for one only | APPROVED    | DISAPPROVED      | DISAPPROVED      |
      | not all decided       | DISAPPROVED | PENDING_APPROVAL | PENDING_APPROVAL |

  @MS-TOR-42 @result:changes-unkept
  Scenario: A transferee approves a record
    Given we hold the function CRRH
    And a conversion window that is OPEN_FOR_APPROVAL
    And one of us that has to decide a conversion there
    When we approve the record
    Then the conversion upload is VALID
    And our list says that it is APPROVED, and nobody else reads it

  @MS-TOR-43 @assumed @intrusive @result:changes-unkept
  Scenario: An upload that still carries the dates of earlier versions is taken
    Given we hold the function CRRH
    And a conversion window that is OPEN_FOR_APPROVAL
    And the period of that window
    And one of us that has to decide a conversion there
    When we approve the record in an upload that still carries dates
    Then the upload with dates is VALID
    And our list says that it is APPROVED, and nobody else reads it

  @MS-TOR-44 @seed
  @req:DECK-016
  Scenario: The records to decide carry no dates
    Given we hold the function CRRH
    And a conversion window that is OPEN_FOR_APPROVAL
    And one of us that has a part in a conversion there
    When we ask for the records that we decide there
    Then no record carries a date

  @MS-TOR-45 @assumed
  @rule:tor-approval-exists @rule:tor-approval-same @rule:tor-approval-undecided @rule:tor-approval-once
  Scenario Outline: A decision with <fault> is at fault and changes nothing
    Given we hold the function CRRH
    And a conversion window that is OPEN_FOR_APPROVAL
    And one of us that has decided a conversion there
    When we send the decision with <fault>
    Then the conversion upload is ERROR and says why
    And our list of records is as it was before

    Examples:
      | fault                            |
      | a record that does not exist     |
      | other MW than the record         |
      | the opposite of what was decided |
      | the record twice                 |

  @MS-TOR-46 @code:TOR0024
  Scenario Outline: A window that is <status> takes no decisions
    Given we hold the function CRRH
    And a conversion window that is <status>
    And one of us that has a part in a conversion there
    When we send the decision as it stands
    Then we are refused with TOR0024
    And our list of records is as it was before

    Examples:
      | status                |
      | CLOSED_FOR_CONVERSION |
      | CLOSED_FOR_APPROVAL   |
      | POSTED                |

  @MS-TOR-47 @result:conversions-unnamed
  Scenario: What was approved in a posted window has become a CRR
    Given we hold the function CRRH
    And a conversion window that is POSTED
    And one of us that has approved a conversion there
    When we ask for the records that we decide there
    Then each record that we approved names a CRR of its own, and no other names one

  @MS-TOR-48 @assumed @rule:tor-approval-exists
  Scenario: A record is decided by its transferee alone
    Given we hold the function CRRH
    And a conversion window that is OPEN_FOR_APPROVAL
    And one of us that has a part in a conversion there
    And a record there that another transferee decides
    When we approve that record in its place
    Then the conversion upload is ERROR and says why
    And that record stands as its transferee left it
    And our list of records is as it was before

  @MS-TOR-49 @assumed @result:private-leak
  @req:DECK-030
  Scenario Outline: A <function> approves a record by a file of the template
    Given we hold the function <function>
    And a conversion window that is OPEN_FOR_APPROVAL
    And one of us with that function that has to decide a conversion there
    When we approve the record by a file of the template
    Then the conversion upload is VALID
    And our list says that it is APPROVED, and nobody else reads it

    Examples:
      | function |
      | CRRH     |
      | CLSE     |
