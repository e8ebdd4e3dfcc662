@assumed @private-system @phase:cutover
Feature: Into May, the first month wholly on the new system
  What was held from January to April comes from the old system; from the cutover on everything happens on the new one.
  After every step each oracle looks at what everybody holds.

  @MS-CUT-10
  Scenario: Twenty participants go from the cutover through load migration, conversion, both tiers, the auction and a trade
    Given an extract of the old system with 20 participants, and no market in flight
    When the ISO cuts over
    Then the reconciliation of both systems finds nothing
    Given the ISO announces the markets of the month of go-live
    And we hold the function CUDC
    And the load migration market of that month, open for uploads
    And the utilities and load-serving entities that take part in it
    And the ISO holds ample security of everybody
    And what everybody holds
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
      | second  | RESIDENTIAL | B    | D  | 1500      |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And every CRR that was gained has its counterflow with the one who lost it
    And no oracle of inventories finds anything wrong
    Given we hold the function TOR
    And a transferee that holds the function CRRH
    And the conversion window of that month, open for uploads
    And a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    When we request a conversion for the transferee
    Then the conversion upload is VALID
    And the transferee has a new record to decide for each time of use
    When the ISO brings it to OPEN_FOR_APPROVAL
    And the transferee decides APPROVED for ON and APPROVED for OFF
    And the ISO brings it to CLOSED_FOR_APPROVAL
    And the ISO posts the window
    Then what was approved names its CRR, and nothing else does
    And no oracle of inventories finds anything wrong
    Given we hold the function CLSE
    When every load-serving entity submits its forecast load of that month
    And the ISO opens the tier T1 of that month, with nomination caps of every entity
    When every entity nominates half of what its caps allow
    And it is closed, cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And what is public of the results is what each was told in private
    And no oracle of inventories finds anything wrong
    When the ISO opens the tier T2 of that month, with nomination caps of every entity
    When every entity nominates half of what its caps allow
    And it is closed, cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And what is public of the results is what each was told in private
    And no oracle of inventories finds anything wrong
    Given we hold the function CRRH
    When the auction of that month is open
    And everybody bids on paths of all kinds, and some offer a part of what they hold
    And it is closed, cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And what is public of the results is what each was told in private
    And no oracle of inventories finds anything wrong
    Given another participant has answered our offer to sell it a part of a CRR
    When the ISO approves the trade
    Then no oracle of inventories finds anything wrong
