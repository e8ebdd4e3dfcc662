@contract
Feature: Hourly load is submitted and read back
  A load-serving entity submits the load of a period hour by hour and sink by sink, and reads back what is kept.

  Background:
    Given we hold the function CLSE

  @MS-LOAD-31 @result:short-records
  @req:DECK-079
  Scenario Outline: <kind> load reads back hour by hour, with the time of use of each hour
    Given an OPEN <kind> load submission window
    And load of a week for one sink
    And none of it is kept
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    And each hour has its time of use
    And it is told VALID, at the time of the submission

    Examples:
      | kind       |
      | historical |
      | forecast   |

  @MS-LOAD-32 @result:short-records
  Scenario: Nothing is told of a period until load is submitted
    Given an OPEN historical load submission window
    And a period of it for which we have submitted nothing
    And load of a day for one sink
    When we ask for the load of the period
    Then nothing is told of it
    When we ask for the exceedance of the period
    Then nothing is told of it
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    When we ask for the exceedance of the period
    Then the highest load told is that of the hours sent

  @MS-LOAD-33 @result:plain-days
  Scenario: The long day of autumn has 25 hours
    Given an OPEN historical load submission window
    And a day of 25 hours in one of its periods
    And load of that day for one sink
    And none of it is kept
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    And the day reads back with 25 hours, of which 25 is the last
    And each hour has its time of use

  @MS-LOAD-34 @assumed @result:plain-days
  Scenario: The short day of spring has 23 hours, without hour ending 3
    Given an OPEN historical load submission window
    And a day of 23 hours in one of its periods
    And load of that day for one sink
    And none of it is kept
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    And the day reads back with 23 hours, of which 24 is the last

  @MS-LOAD-35 @seed @result:winter-days
  @req:DECK-020
  Scenario: A day of summer time begins at 07:00 UTC
    Given an OPEN historical load submission window
    And a day of summer time in one of its periods
    And load of that day for one sink
    And none of it is kept
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    And every day read back begins at 07:00 UTC

  @MS-LOAD-36 @assumed @result:old-load-left
  Scenario: New load of a sink takes the place of what it had submitted before
    Given an OPEN forecast load submission window
    And a week of load for one sink has been submitted
    And load of a day for one sink
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    And nothing else is kept of the sink

  @MS-LOAD-37 @result:short-records
  Scenario: A metered subsystem submits gross load and generation as well
    Given we are a metered subsystem
    And an OPEN historical load submission window
    And final load, gross load and gross generation of a day for one sink
    And none of it is kept
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent

  @MS-LOAD-38 @seed @result:short-records
  @req:DECK-078
  Scenario: A submission may be larger than a million bytes
    Given we are a metered subsystem
    And an OPEN historical load submission window
    And final load, gross load and gross generation of the whole period for two sinks
    And none of it is kept
    When we submit the load
    Then the submission is VALID
    And the body was larger than a million bytes
    And every hour reads back as it was sent

  @MS-LOAD-39 @assumed @result:highest-as-exceedance
  Scenario Outline: Highest load and exceedance of a <kind> period follow from its hours
    Given an OPEN <kind> load submission window
    And load of the whole period for one sink
    When we submit the load
    Then the submission is VALID
    When we ask for the exceedance of the period
    Then the highest load told is that of the hours sent
    And the exceedance told is the load that one hour in two hundred may exceed

    Examples:
      | kind       |
      | historical |
      | forecast   |
