@assumed @private-system @phase:cutover
Feature: Into May, the first month wholly on the new system
  What was held from January to April comes from the old system; from the cutover on everything happens on the new one,
  by its calendar, and the clock is moved from date to date. After every step each oracle looks at what everybody holds.

  @MS-CUT-10
  @req:DECK-052 @req:DECK-053
  @cutover:lose-a-crr @cutover:trades-ignored @cutover:lose-a-parent
  @result:counterflow-short @result:moves-cut-off @result:moves-not-netted @result:rights-as-obligations
  @result:scaled-awards @result:bought-not-held @result:sold-not-removed @result:wrong-path-price @result:short-in-private
  Scenario: Twenty participants go from the cutover through the whole cycle of a month
    Given an extract of the old system with 20 participants, taken before anything began for the month of go-live
    When the ISO cuts over
    Then the reconciliation of both systems finds nothing
    And every CRR tells where it came from
    Given the ISO makes the windows and markets of that month by its calendar, for a right of ours too
    And the ISO holds ample security of everybody
    And what everybody holds
    # Load
    Given we hold the function CUDC
    When it is time for load of that month to open
    And every load-serving entity submits its forecast load of that month
    And it is time for load migration of that month to open
    Given the utilities and load-serving entities that take part in it
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
      | first   | RESIDENTIAL | C    | A  | 2000      |
      | second  | RESIDENTIAL | B    | D  | 1500      |
    And it is time for load migration of that month to be posted
    And the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And every CRR that was gained has its counterflow with the one who lost it
    And no oracle of inventories finds anything wrong
    # Rights
    Given we hold the function TOR
    And a transferee that holds the function CRRH
    When it is time for conversion of that month to open
    Given a path that we may convert in it
    And what is requested and to be decided there so far
    And what the transferee holds of converted rights
    When we request a conversion for the transferee
    Then the conversion upload is VALID
    And the transferee has a new record to decide for each time of use
    When it is time for conversion of that month to close
    And the transferee decides APPROVED for ON and APPROVED for OFF
    And it is time for the approvals of that month to end
    And the ISO posts the window
    Then what was approved names its CRR, and nothing else does
    And no oracle of inventories finds anything wrong
    # Allocation
    Given we hold the function CLSE
    Then the model of the first month is out a week later than that of others
    When it is time for the first tier of that month to open
    And the ISO posts nomination caps of every entity for the tier T1 of that month
    Then every MEQ is what the oracle makes of load and rights
    When every entity nominates half of what its caps allow
    And it is time for the first tier of that month to be posted
    And it is cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And what is public of the results is what each was told in private
    And no oracle of inventories finds anything wrong
    When it is time for the second tier of that month to open
    And the ISO posts nomination caps of every entity for the tier T2 of that month
    Then every MEQ is what the oracle makes of load and rights
    When every entity nominates half of what its caps allow
    And it is time for the second tier of that month to be posted
    And it is cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And what is public of the results is what each was told in private
    And no oracle of inventories finds anything wrong
    # Auction
    Given we hold the function CRRH
    When it is time for the auction of that month to open
    And everybody bids on paths of all kinds, and some offer a part of what they hold
    And it is time for the auction of that month to be posted
    And it is cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And what is public of the results is what each was told in private
    And no oracle of inventories finds anything wrong
    # Trade
    Given another participant has answered our offer to sell it a part of a CRR
    When the ISO approves the trade
    Then no oracle of inventories finds anything wrong
    And every CRR tells where it came from
