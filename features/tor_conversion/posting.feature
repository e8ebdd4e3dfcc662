@assumed @private-system
Feature: What transferees approved becomes CRRs when the ISO posts the window
  Each approved record becomes one option of the transferee, of type MT_TOR and market SYSTEM: the request's path, days
  and MW in the record's time of use. What was disapproved, or is still to be decided, becomes nothing.

  Background:
    Given we hold the function TOR

  @MS-TOR-01 @result:rights-as-obligations @result:silent
  Scenario: A right is requested, approved and posted as CRRs of the transferee
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    And what everybody holds
    When we request a conversion for the transferee
    Then the conversion upload is VALID
    And the request is new among ours, PENDING_APPROVAL and as we sent it
    And the transferee has a new record to decide for each time of use
    When the ISO brings it to CLOSED_FOR_CONVERSION
    And the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee decides APPROVED for ON and APPROVED for OFF
    Then the conversion upload is VALID
    And the records stand as decided
    And the request is APPROVED
    When the ISO brings it to CLOSED_FOR_APPROVAL
    Then the transferee holds no new CRR of a converted right
    When the ISO posts the window
    Then it is on the posted list of conversion windows alone, as POSTED
    And what was approved names its CRR, and nothing else does
    And the transferee holds each of these CRRs as an option of the ISO's own market, and nobody else does
    And the oracle finds nothing wrong in what everybody holds now
    And both are told of each CRR in private, and nobody else is

  @MS-TOR-02 @code:TOR0024 @rule:tor-path-maximum
  Scenario: More than the path has is at fault, and what is approved too late is refused and becomes nothing
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    When we request a sound conversion and one with more MW than the path has
    Then the conversion upload is ERROR and says why
    And nothing is requested or to be decided there but what was before
    When we request a conversion for the transferee
    Then the conversion upload is VALID
    And the request is new among ours, PENDING_APPROVAL and as we sent it
    And the transferee has a new record to decide for each time of use
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the ISO brings it to CLOSED_FOR_APPROVAL
    And the transferee decides APPROVED for ON and APPROVED for OFF
    Then we are refused with TOR0024
    And the records are as they were
    When the ISO posts the window
    Then the request is PENDING_APPROVAL
    And the records are as they were
    And the transferee holds no new CRR of a converted right

  @MS-TOR-51 @result:disapproved-converted
  Scenario Outline: Of records that are <decisions>, the approved ones alone become CRRs, once
    Given a transferee that holds the function CLSE
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    And what everybody holds
    When we request a conversion for the transferee
    Then the transferee has a new record to decide for each time of use
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee decides <on> for ON and <off> for OFF
    And the ISO brings it to CLOSED_FOR_APPROVAL
    And the ISO posts the window
    Then what was approved names its CRR, and nothing else does
    And the transferee holds each of these CRRs as an option of the ISO's own market, and nobody else does
    And the oracle finds nothing wrong in what everybody holds now
    When the ISO posts the window again
    Then the transferee holds each of these CRRs as an option of the ISO's own market, and nobody else does

    Examples:
      | decisions                    | on          | off              |
      | approved for one only        | APPROVED    | DISAPPROVED      |
      | approved and not yet decided | APPROVED    | PENDING_APPROVAL |
      | disapproved                  | DISAPPROVED | DISAPPROVED      |

  @MS-TOR-52 @result:unmodelled-loaded
  Scenario: A conversion that is modelled loads the auctions that follow, another does not
    Given a transferee that holds the function CRRH
    And a conversion window for the month of an auction that takes bids
    And a path that we may convert in it
    And how its path is loaded in that auction
    And what is requested and to be decided there so far
    When the ISO brings it to OPEN_FOR_CONVERSION
    And we request a conversion that is modelled, and another that is not
    Then the conversion upload is VALID
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee approves all that is new there
    And the ISO brings it to CLOSED_FOR_APPROVAL
    And the ISO posts the window
    Then what was approved names its CRR, and nothing else does
    And the auction is loaded with what is modelled, and with nothing else of it

  @MS-TOR-53 @result:rights-as-obligations
  Scenario Outline: A window of a <period> makes CRRs of that <period>, on the days that were requested
    Given a transferee that holds the function CRRH
    And a window of a <period> that the ISO opens for a right of ours
    And a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    And what everybody holds
    When we ask for the paths that we may convert in it
    Then every path lies within the period of the window
    When we request a conversion of some of its days for the transferee
    Then the request is new among ours, PENDING_APPROVAL and as we sent it
    And the transferee has a new record to decide for each time of use
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee decides APPROVED for ON and APPROVED for OFF
    And the ISO brings it to CLOSED_FOR_APPROVAL
    And the ISO posts the window
    Then what was approved names its CRR, and nothing else does
    And the transferee holds each of these CRRs as an option of the ISO's own market, and nobody else does
    And the oracle finds nothing wrong in what everybody holds now

    Examples:
      | period |
      | month  |
      | season |

  @MS-TOR-54 @intrusive @result:rights-as-obligations
  Scenario: Dates that an approval still carries don't change the days of the CRR
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And the period of that window
    And a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    When we request a conversion of some of its days for the transferee
    Then the transferee has a new record to decide for each time of use
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee approves them in an upload that carries the dates of the whole period
    Then the upload with dates is VALID
    When the ISO brings it to CLOSED_FOR_APPROVAL
    And the ISO posts the window
    Then what was approved names its CRR, and nothing else does
    And the transferee holds each of these CRRs as an option of the ISO's own market, and nobody else does

  @MS-TOR-55 @rule:tor-path-maximum
  Scenario: Requests on a path count together until they are disapproved
    Given a transferee that holds the function CRRH
    And a conversion window that is OPEN_FOR_CONVERSION
    And a path that we may convert in it
    And what is requested and to be decided there so far
    When we request all that is left of the path
    Then the conversion upload is VALID
    And the request is new among ours, PENDING_APPROVAL and as we sent it
    And the transferee has a new record to decide for each time of use
    When we request a conversion for the transferee
    Then the conversion upload is ERROR and says why
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee decides DISAPPROVED for ON and DISAPPROVED for OFF
    Then the request is DISAPPROVED
    When the ISO brings it to OPEN_FOR_CONVERSION
    And we request a conversion for the transferee
    Then the conversion upload is VALID
