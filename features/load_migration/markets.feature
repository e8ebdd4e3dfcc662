@contract
Feature: Load migration markets follow their dates
  PREP before the window opens, OPEN until it closes, CLOSED until the results are posted, then POSTED. The hours at
  which load is metered come out on a date of their own, where the market posts them.

  Background:
    Given we hold the function CUDC

  @MS-LMG-21 @result:other-status
  @req:DECK-217
  Scenario Outline: <article> <status> load migration market is told as it is listed
    Given <article> <status> load migration market
    When we ask for the status of that migration market
    Then the migration market is <status>
    And it is on the <listed> list of migration markets alone, as <status>
    And it takes effect with the first of a Pacific month

    Examples:
      | status | article | listed |
      | PREP   | a       | active |
      | OPEN   | an      | active |
      | CLOSED | a       | active |
      | POSTED | a       | posted |

  @MS-LMG-22 @private-system @result:posted-still-active
  Scenario: A load migration market goes through its life
    Given a PREP load migration market
    And it is on the active list of migration markets alone, as PREP
    When the ISO opens its window
    Then it is on the active list of migration markets alone, as OPEN
    When its window closes
    Then it is on the active list of migration markets alone, as CLOSED
    When the ISO runs the migration and posts it
    Then it is on the posted list of migration markets alone, as POSTED
    When we ask for the status of that migration market
    Then the migration market is POSTED
    And the statuses that the migration market was seen in can follow each other

  @MS-LMG-23 @result:one-time-of-use
  Scenario: The N-hour data name the hours of every load aggregation point
    Given a CLOSED load migration market
    When we ask for its N-hour data
    Then every load aggregation point has its hours in each season and time of use
    And every hour lies on a Pacific day of its season

  @MS-LMG-24 @private-system @code:LMV0101
  Scenario: The N-hour data come out on their date
    Given a load migration market whose N-hour data are still to come
    When we ask for its N-hour data
    Then we are refused with LMV0101
    When the N-hour data of that market come out
    And we ask for its N-hour data
    Then every load aggregation point has its hours in each season and time of use

  @MS-LMG-25 @private-system @code:LMV0101
  Scenario: Hours that the ISO tells for a market are read as they were told
    Given a load migration market that posts no N-hour data
    And we know the load aggregation points
    When we ask for its N-hour data
    Then we are refused with LMV0101
    When the ISO tells two hours of each season and time of use
    And we ask for its N-hour data
    Then these hours are told, and no others
    And every hour lies on a Pacific day of its season
