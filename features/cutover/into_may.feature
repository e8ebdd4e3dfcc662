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
