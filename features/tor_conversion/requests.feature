@contract
Feature: A right holder requests to convert its right into CRRs of a transferee
  The request names a path, its dates, MW and the transferee, which then has to approve it.

  Background:
    Given we hold the function TOR

  @MS-TOR-31 @assumed @result:private-leak
  @req:DECK-221
  Scenario Outline: A request for a transferee with the function <function> is listed and waits for its approval
    Given a transferee that holds the function <function>
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request a conversion for the transferee
    Then the conversion upload is VALID
    And the request is new among ours, PENDING_APPROVAL and as we sent it
    And no other right holder reads it
    And the transferee has a new record to decide for each time of use
    And nobody else has them to decide

    Examples:
      | function |
      | CRRH     |
      | CLSE     |

  @MS-TOR-32 @assumed
  @rule:tor-path-exists @rule:tor-dates-in-order @rule:tor-whole-days @rule:tor-dates-in-period @rule:tor-path-maximum @rule:tor-transferee-exists
  Scenario Outline: An upload with <fault> is at fault, and nothing of it is kept
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request a sound conversion and one with <fault>
    Then the conversion upload is ERROR and says why
    And nothing is requested or to be decided there but what was before

    Examples:
      | fault                            |
      | a path that we do not have       |
      | its dates in reverse order       |
      | a part of a day                  |
      | a day more than the path         |
      | more MW than the path has        |
      | a transferee that does not exist |
      | ourselves as transferee          |

  @MS-TOR-33 @assumed @intrusive @rule:tor-upload-size
  Scenario: More than 500 conversions at once are at fault
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request 501 conversions at once
    Then the conversion upload is ERROR and says why
    And nothing is requested or to be decided there but what was before

  @MS-TOR-34 @code:TOR0023
  Scenario Outline: A window that is <status> takes no requests
    Given a transferee that holds the function CRRH
    And a conversion window that is <status>
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request a conversion for the transferee
    Then we are refused with TOR0023
    And nothing is requested or to be decided there but what was before

    Examples:
      | status                |
      | NEW                   |
      | CLOSED_FOR_CONVERSION |
      | OPEN_FOR_APPROVAL     |
      | CLOSED_FOR_APPROVAL   |
      | POSTED                |

  @MS-TOR-35 @assumed @result:short-records
  @req:DECK-034
  Scenario: A request that is made of a file of the template is taken as it was written there
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request a conversion for the transferee by a file of the template
    Then the conversion upload is VALID
    And the request is new among ours, PENDING_APPROVAL and as we sent it
    And the transferee has a new record to decide for each time of use
