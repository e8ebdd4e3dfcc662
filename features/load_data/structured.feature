Feature: The structured scenarios of load data

  Background:
    Given we hold the function CLSE

  @MS-LOAD-01 @contract @result:short-records
  Scenario: A season's load goes in hour by hour, and its exceedance is told by sink and time of use
    Given an OPEN historical load submission window
    And a day of 25 hours in one of its periods
    And load of the whole period for two sinks
    When we submit the load
    Then the submission is VALID
    And every hour reads back as it was sent
    And the day reads back with 25 hours of each sink, of which 25 is the last
    When we ask for the exceedance of the period
    Then the figures told of each sink are those that follow from its hours

  @MS-LOAD-02 @contract @code:LHFV0026 @code:LHFV0031 @code:LHFV0033
  Scenario: A wrong type, a wrong period and a closed window are refused one after the other, and nothing is kept
    Given we are no metered subsystem
    And an OPEN historical load submission window
    And load of a day for one sink
    And an hour of the last sink is of gross load
    When we submit the load
    Then we are refused with LHFV0026
    And none of it is kept
    When we submit it, mended, for a period that the window does not have
    Then we are refused with LHFV0031
    And none of it is kept
    When we submit it, mended, to a CLOSED historical load submission window
    Then we are refused with LHFV0033
    And none of it is kept

  @MS-LOAD-04 @seed @code:SER0030
  @req:DECK-101
  Scenario: Only the sink that failed is submitted again; until then it has what it had before
    Given an OPEN historical load submission window
    And a day of load for two sinks has been submitted
    And load of a day for two sinks
    And an hour of the last sink is there twice
    When we submit the load
    Then we are refused with SER0030
    And the refusal has one entry, which names the last sink
    And every hour of the first sink reads back as it was sent
    And every hour of the last sink reads back as it was sent before
    When we submit the load of the last sink again, mended
    Then the submission is VALID
    And every hour reads back as it was sent
