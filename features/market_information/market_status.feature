@contract
Feature: The status of a market follows its dates
  PREP before the window opens, OPEN until it closes, CLOSED until the results are posted, then POSTED. The active
  lists show the first three, the posted lists the last.

  Background:
    Given we hold the function CRRH

  @MS-INF-11 @private-system @result:posted-still-active
  Scenario: An auction goes through its life
    Given the name of an auction that the ISO is about to announce
    And it is on neither list of auctions
    When the ISO announces it
    Then it is on the active list alone, in status PREP
    When the ISO opens its window
    Then it is on the active list alone, in status OPEN
    When its window closes
    Then it is on the active list alone, in status CLOSED
    When the ISO clears it and posts its results
    Then it is on the posted list alone, in status POSTED

  @MS-INF-12 @result:one-time-of-use
  Scenario Outline: What is told of <article> <status> <term> <kind> agrees with the list
    Given <article> <status> <term> <kind>
    When we ask for the information on that market
    Then it is told as it is listed
    And its status is what its dates say
    And its products are every period with both times of use

    Examples:
      | market                      | article | status | term    | kind       |
      | OPEN monthly auction        | an      | OPEN   | monthly | auction    |
      | OPEN annual auction         | an      | OPEN   | annual  | auction    |
      | POSTED monthly auction      | a       | POSTED | monthly | auction    |
      | OPEN monthly allocation     | an      | OPEN   | monthly | allocation |
      | POSTED annual allocation    | a       | POSTED | annual  | allocation |
      | PREP monthly auction        | a       | PREP   | monthly | auction    |
      | CLOSED monthly auction      | a       | CLOSED | monthly | auction    |
      | PREP monthly allocation     | a       | PREP   | monthly | allocation |
      | CLOSED monthly allocation   | a       | CLOSED | monthly | allocation |
      | OPEN annual allocation      | an      | OPEN   | annual  | allocation |
      | POSTED annual auction       | a       | POSTED | annual  | auction    |

  @MS-INF-13 @code:MKT0001
  Scenario Outline: A market that does not exist is refused to <operation>
    When we call <operation> with names that exist nowhere
    Then we are refused with MKT0001

    Examples:
      | operation                        |
      | market_status.getMarketStatus    |
      | market_status.getMarketInfo      |
      | market_data.getPublicMarketData  |
      | market_data.getPublicAuctionResult |

  @MS-INF-14 @result:kinds-mixed
  Scenario Outline: The list of <listed> holds <kind>s alone
    When we ask for the list of <listed>
    Then the request is accepted
    And every market listed is of the type <type>

    Examples:
      | listed             | kind       | type       |
      | active auctions    | auction    | AUCTION    |
      | posted auctions    | auction    | AUCTION    |
      | active allocations | allocation | ALLOCATION |
      | posted allocations | allocation | ALLOCATION |

  @MS-INF-15 @private-system @result:posted-still-active
  Scenario: An allocation is listed as active, and once posted as posted
    Given a CLOSED monthly allocation
    And it is on the active list of allocations alone
    When the ISO clears it and posts its results
    Then it is on the posted list of allocations alone
