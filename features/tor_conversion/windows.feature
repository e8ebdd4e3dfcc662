@contract
Feature: TOR conversion windows follow their dates
  NEW, open and closed for conversion, open and closed for approval, at last POSTED. The active list shows the first
  five, the posted list the last.

  Background:
    Given we hold the function TOR

  @MS-TOR-21 @result:other-status
  @req:DECK-221
  Scenario Outline: A conversion window that is <status> is told as it is listed
    Given a conversion window that is <status>
    When we ask for the status of that window
    Then the conversion window is <status>
    And it is on the <listed> list of conversion windows alone, as <status>

    Examples:
      | status                | listed |
      | NEW                   | active |
      | OPEN_FOR_CONVERSION   | active |
      | CLOSED_FOR_CONVERSION | active |
      | OPEN_FOR_APPROVAL     | active |
      | CLOSED_FOR_APPROVAL   | active |
      | POSTED                | posted |

  @MS-TOR-22 @private-system @result:posted-still-active
  Scenario: A conversion window goes through its life
    Given a conversion window that is NEW
    And it is on the active list of conversion windows alone, as NEW
    When the ISO brings it to OPEN_FOR_CONVERSION
    Then it is on the active list of conversion windows alone, as OPEN_FOR_CONVERSION
    When the ISO brings it to CLOSED_FOR_CONVERSION
    Then it is on the active list of conversion windows alone, as CLOSED_FOR_CONVERSION
    When the ISO brings it to OPEN_FOR_APPROVAL
    Then it is on the active list of conversion windows alone, as OPEN_FOR_APPROVAL
    When the ISO brings it to CLOSED_FOR_APPROVAL
    Then it is on the active list of conversion windows alone, as CLOSED_FOR_APPROVAL
    When the ISO posts the window
    Then it is on the posted list of conversion windows alone, as POSTED
    When we ask for the status of that window
    Then the conversion window is POSTED
    And the statuses that the TOR window was seen in can follow each other

  @MS-TOR-25 @private-system @result:slow-windows
  Scenario: Both windows open and close when they were announced to
    Given a conversion window that is NEW
    When its window for conversion opens, as it was announced
    Then it is on the active list of conversion windows alone, as OPEN_FOR_CONVERSION
    When its window for conversion closes, as it was announced
    Then it is on the active list of conversion windows alone, as CLOSED_FOR_CONVERSION
    When its window for approval opens, as it was announced
    Then it is on the active list of conversion windows alone, as OPEN_FOR_APPROVAL
    When its window for approval closes, as it was announced
    Then it is on the active list of conversion windows alone, as CLOSED_FOR_APPROVAL
    And the statuses that the TOR window was seen in can follow each other

  @MS-TOR-26 @result:windows-overlap
  Scenario: The approval window is told under both of its published names
    Given a conversion window that is OPEN_FOR_APPROVAL
    When we ask for the status of that window
    Then both members that name the approval window tell the same dates
    And the approval window begins no earlier than that for conversion ends

  @MS-TOR-23 @assumed @result:private-leak
  Scenario: A right holder reads the paths of its own rights
    Given a conversion window that is OPEN_FOR_CONVERSION
    When we ask for the paths that we may convert in it
    Then every path lies within the period of the window
    And no other right holder reads any of our paths

  @MS-TOR-24 @code:TOR0016
  @req:DECK-018
  Scenario Outline: A conversion window that does not exist is refused to <operation>
    Given we hold a function that may call <operation>
    When we call <operation> with names that exist nowhere
    Then we are refused with TOR0016

    Examples:
      | operation                                   |
      | tor_conversion.getTorConversionWindowStatus |
      | tor_conversion.getTorConversionWindowPaths  |
      | tor_conversion.getTorConversionRequestList  |
      | tor_conversion.getMtTorCRRList              |
      | tor_conversion.postTorConversionRequest     |
      | tor_conversion.postTorConversionApproval    |
