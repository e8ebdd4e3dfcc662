@seed @mui
Feature: Load is uploaded in the MUI as a CSV of its template
  What is uploaded in the market user interface and what is posted to the service fill the same store.

  Background:
    Given we hold the function CLSE

  @MS-LOAD-60 @result:short-records
  @req:DECK-027
  Scenario Outline: <kind> load that was uploaded in the MUI reads back from the service
    Given an OPEN <kind> load submission window
    And load of a week for two sinks
    And none of it is kept
    When we upload the load in the MUI
    Then the screens tell that every sink is kept
    And every hour reads back as it was sent
    When we ask for the exceedance of the period
    Then the figures told of each sink are those that follow from its hours

    Examples:
      | kind       |
      | historical |
      | forecast   |

  @MS-LOAD-61 @rule:load-hour-once
  @req:DECK-101
  Scenario: The screens tell which sink failed, and the other is kept
    Given an OPEN historical load submission window
    And load of a day for two sinks
    And an hour of the last sink is there twice
    When we upload the load in the MUI
    Then the screens tell that the last sink failed, and why
    And none of the last sink's load is kept
    And every hour of the first sink reads back as it was sent
