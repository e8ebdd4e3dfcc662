@quoted
Feature: The request itself, read as data
  PRR 1185 as a record: what it changes, who said what, and where its page contradicts itself.

  @MS-SET-16 @req:PRR-004 @req:PRR-012 @req:PRR-013 @req:PRR-014 @req:PRR-015 @req:PRR-037
  Scenario: A page of the request is read with its traps
    When a page with the traps of PRR 1185 is read
    Then its versions are 5.10 of CC 6477; 5.2 of CC 64770; 5.19 of PC RTEQ; 5.20 of PC RTEQ
    And neither 5.202 nor 5.24, where a footnote mark follows, is a version
    And its status is Closed, with no appeals
    And its anomalies name a date with the wrong year, "9/9/18"
    And its anomalies name an action against its own text, "plus; as originally issued"
    And every change item is proved by one of the first fifteen scenarios

  @MS-SET-33
  Scenario: An open promise stays unresolved
    Given the record of PRR 1185
    Then the answer on five-minute submissions is unresolved
    And the payloads of ETSR and RTSI are untestable, because they cannot be reached
