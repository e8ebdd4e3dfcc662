@invariant
Feature: What holds of every settlement of CRRs
  Whatever the prices and the policies are.

  @MS-SET-53
  @settlement:uncapped @settlement:cross-constraint-surplus @settlement:option-not-floored @settlement:ends-swapped
  @settlement:sign-turned-crr
  Scenario: In random months money is conserved, constraint by constraint
    Given 8 random weeks of CRRs, those of clock changes among them
    When each of them is settled by crr-track-1b
    Then every identity of CRR settlement holds in each
    And payments and what is left for demand are what was collected in each

  @MS-SET-54
  @settlement:obligation-floored
  Scenario: Turning an obligation turns its sign, and splitting changes no payment
    Given a random week of CRRs
    When it is settled by crr-track-1b
    And it is settled again with every source and sink exchanged
    And it is settled again with every CRR split by MW
    And it is settled again with every CRR split by days
    Then the exchanged obligations are worth the opposite in every hour
    And no owner is paid otherwise for CRRs that are split, and demand gets the same

  @MS-SET-55
  @settlement:ends-swapped
  Scenario: Prices that do not come from the shadow prices are told, with CRR, hour and amount
    Given a random week of CRRs
    And the price at the sink of one of its CRRs is a cent too high in one hour
    When it is settled by crr-track-1b
    Then the identity C1 is broken there, by a cent for each MW, and no other identity

  @MS-SET-56
  @settlement:sign-turned-crr
  Scenario: Inputs that went through files are settled to the same values
    Given a random week of CRRs
    When it is settled by crr-track-1b
    And it is settled again from files that it was written to
    Then both settlements have the same values, each with a determinant that is listed
    And every identity of CRR settlement holds
