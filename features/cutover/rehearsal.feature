@assumed @private-system @phase:cutover
Feature: A cutover is rehearsed, breaks off without a trace, and may be rolled back until somebody has written
  It is one piece of work: all of it is done, or nothing. Of the same extract it always makes the same inventory.

  Background:
    Given an extract of the old system with 20 participants
    And what is held before the cutover

  @MS-CUT-23
  Scenario Outline: A cutover that breaks off after <step> leaves the system as it was, and can be done again
    When the cutover breaks off after the step <step>
    Then it is refused, and everything is as it was before
    When the ISO cuts over
    Then the reconciliation of both systems finds nothing

    Examples:
      | step      |
      | nodes     |
      | inventory |
      | reports   |

  @MS-CUT-24 @result:rehearsal-kept
  Scenario: Rehearsed and done twice, it makes the same inventory to the last byte
    When the ISO rehearses the cutover
    Then everything is as it was before
    When the ISO cuts over
    Then it has made the inventory that was rehearsed
    When the ISO rolls the cutover back
    Then the rollback is carried out
    And everything is as it was before
    When the ISO cuts over
    Then it has made the inventory that was rehearsed
    And the inventory is the same to the last byte

  @MS-CUT-25 @result:rolled-back-anyway
  Scenario: Once a participant has written, the cutover stays
    When the ISO cuts over
    Given an OPEN monthly auction
    And a source and a sink that may be bid there
    When we create a portfolio with one bid
    Then our portfolio is listed
    When the ISO rolls the cutover back
    Then the rollback is refused
    And our portfolio is listed
