@quoted
Feature: CRRs are paid what was collected on each constraint
  From the trade date 1 January 2019 on. What a constraint collects in a month goes to the CRRs that flow on it, up to
  their full payment; what is left goes to measured demand. By which shares it goes is the model's own reading.

  Background:
    Given these CRRs of 3 March 2026
      | CRR | owner | source | sink | TOU | hedge | MW |
      | A   | ONE   | S      | T    | ON  | OBL   | 10 |
      | B   | TWO   | S      | T    | ON  | OBL   | 5  |
    And these shift factors
      | location | K1 | K2 |
      | S        | 1  | 2  |
      | T        | 0  | 0  |
    And this measured demand of March 2026
      | coordinator | MWh |
      | SC1         | 500 |
      | SC2         | 300 |
      | SC3         | 200 |

  @MS-SET-41 @model
  @settlement:surplus-not-netted @settlement:old-crr-rules @settlement:sign-turned-crr
  Scenario Outline: A surplus of <collected> $ in one hour makes up for the shortfall of another, by flow
    Given this binds
      | constraint | hour | shadow price | collected   |
      | K1         | 9    | 20           | 240         |
      | K1         | 10   | 10           | <collected> |
    When the CRRs are settled by crr-track-1b
    Then the amounts of the month are
      | CRR | amount |
      | A   | <A>    |
      | B   | <B>    |
    And measured demand gets <demand> $
    And every identity of CRR settlement holds

    Examples:
      | collected | A       | B       | demand |
      | 200       | -293.33 | -146.67 | 0.00   |
      | 250       | -300.00 | -150.00 | 40.00  |

  @MS-SET-42
  @settlement:tou-ignored
  Scenario: The offset of a constraint and hour is what was collected less the notional value
    Given this binds
      | constraint | hour | shadow price | collected |
      | K1         | 6    | 30           | 25        |
      | K1         | 9    | 20           | 240       |
      | K1         | 10   | 10           | 200       |
    When the CRRs are settled by crr-track-1b
    Then notional values and offsets are
      | constraint | hour | notional | offset |
      | K1         | 6    | 0        | 25     |
      | K1         | 9    | 300      | -60    |
      | K1         | 10   | 150      | 50     |

  @MS-SET-43
  @settlement:uncapped
  Scenario: No CRR is paid more than its full target, and what remains goes to measured demand
    Given this binds
      | constraint | hour | shadow price | collected |
      | K1         | 9    | 20           | 240       |
      | K1         | 10   | 10           | 250       |
    When the CRRs are settled by crr-track-1b
    Then every CRR is paid its target
    And what is left by constraint is
      | constraint | left |
      | K1         | 40   |

  @MS-SET-44
  @settlement:cross-constraint-surplus
  Scenario: The surplus of a constraint makes up for no other
    Given this binds
      | constraint | hour | shadow price | collected |
      | K1         | 9    | 20           | 240       |
      | K2         | 9    | 10           | 700       |
    When the CRRs are settled by crr-track-1b
    Then what is paid by constraint is
      | constraint | paid |
      | K1         | 240  |
      | K2         | 300  |
    And what is left by constraint is
      | constraint | left |
      | K1         | 0    |
      | K2         | 400  |

  @MS-SET-45 @model
  @settlement:sign-turned-crr @settlement:uncapped
  Scenario: What remains is shared by measured demand, in cents that add up
    Given this binds
      | constraint | hour | shadow price | collected |
      | K1         | 9    | 20           | 300       |
      | K1         | 10   | 10           | 190.03    |
    When the CRRs are settled by crr-track-1b
    Then measured demand gets 40.03 $
    And the amounts of measured demand are
      | coordinator | amount |
      | SC1         | -20.01 |
      | SC2         | -12.01 |
      | SC3         | -8.01  |

  @MS-SET-46 @model
  @settlement:obligation-floored @settlement:ends-swapped
  Scenario: A CRR that flows against the constraint is charged in full, and lets the others be paid more
    Given these CRRs of 3 March 2026
      | CRR | owner | source | sink | TOU | hedge | MW |
      | A   | ONE   | S      | T    | ON  | OBL   | 10 |
      | B   | TWO   | T      | S    | ON  | OBL   | 5  |
    And this binds
      | constraint | hour | shadow price | collected |
      | K1         | 9    | 20           | 60        |
    When the CRRs are settled by crr-track-1b
    Then the amounts of the month are
      | CRR | amount  |
      | A   | -160.00 |
      | B   | 100.00  |
    And every identity of CRR settlement holds

  @MS-SET-47 @model
  @settlement:sign-turned-crr
  Scenario Outline: Trade dates in <year> are settled by <rules>
    Given the CRRs and demand are of 3 March <year> instead
    And this binds
      | constraint | hour | shadow price | collected |
      | K1         | 9    | 20           | 240       |
      | K1         | 10   | 10           | 200       |
    When the CRRs are settled by the rules of their trade date
    Then the rules were <rules>
    And the amounts of the month are
      | CRR | amount |
      | A   | <A>    |
      | B   | <B>    |
    And measured demand gets <demand> $

    Examples:
      | year | rules           | A       | B       | demand |
      | 2017 | crr-before-2019 | -300.00 | -150.00 | -10.00 |
      | 2020 | crr-track-1b    | -293.33 | -146.67 | 0.00   |
