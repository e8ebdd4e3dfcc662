@contract
Feature: What load migration made is read by those whom it concerns
  The share of load that moved, by season and time of use, and the CRRs that followed the load.

  @MS-LMG-51 @result:private-leak
  Scenario: A share of load is read in its territory and by both load-serving entities
    Given we hold the function CUDC
    And a POSTED load migration market
    And one of our utilities in whose territory load moved
    When we ask for the shares of load that moved
    Then every share is of load in our territory
    And both load-serving entities of every share read it alike, and no other does

  @MS-LMG-52 @result:short-in-private
  Scenario Outline: The CRRs of a load-serving entity that <part> load are among its holdings
    Given we hold the function CLSE
    And a POSTED load migration market
    And one of our load-serving entities that <part> load in it
    When we ask for the CRRs that it made
    Then every CRR is ours and follows from another one
    And we hold each of them, on the same path and with the same MW

    Examples:
      | part   |
      | lost   |
      | gained |

  @MS-LMG-53
  @result:private-leak
  Scenario: The CRRs that followed the load are read by their owner alone
    Given we hold the function CLSE
    And a POSTED load migration market
    And one of our load-serving entities that gained load in it
    When we ask for the CRRs that it made
    Then every CRR is ours and follows from another one
    And no other load-serving entity reads any of them

  @MS-LMG-54 @assumed @result:short-in-private
  Scenario: Each counterflow takes our share from a CRR that we were allocated
    Given we hold the function CLSE
    And a POSTED load migration market
    And one of our load-serving entities that lost load in it
    When we ask for the CRRs that it made
    Then each runs against a CRR that we were allocated, with our share of its MW

  @MS-LMG-55 @assumed @result:private-leak
  Scenario: A utility reads of no CRRs
    Given we hold the function CUDC
    And a POSTED load migration market
    And one of our utilities in whose territory load moved
    When we ask for the CRRs that it made
    Then there is none, for a utility holds no CRRs

  @MS-LMG-56 @result:private-leak
  Scenario: Load-serving entities are known by their DUNS numbers
    Given we hold the function CUDC
    And a POSTED load migration market
    And one of our utilities in whose territory load moved
    When we ask for the shares of load that moved
    Then every share is of load in our territory
    And load-serving entities are known to all by the same DUNS numbers

  @MS-LMG-57 @assumed @result:short-in-private
  Scenario: What we lost is worked out again from our shares
    Given we hold the function CLSE
    And a POSTED load migration market
    And one of our load-serving entities that lost load in it
    When we ask for the CRRs that it made
    Then every CRR is ours and follows from another one
    And the oracle finds nothing wrong in what we were told of it
