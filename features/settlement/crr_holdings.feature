@invariant
Feature: The CRRs that a participant downloads are settled
  The holdings are those of the system under test; congestion is made up, for no day-ahead market is part of it.

  @MS-SET-57
  @settlement:tou-ignored @settlement:ends-swapped @settlement:sign-turned-crr
  Scenario Outline: The CRRs of a <function> on congestion at random
    Given we hold the function <function>
    And CRRs of ours that hold this month, as we download them
    And congestion at random in this month
    When the CRRs are settled by crr-track-1b
    Then each CRR is settled in the hours of its days and time of use, counted once more
    And every identity of CRR settlement holds
    And a settlement of the same CRRs from a CSV of the download comes to the same

    Examples:
      | function |
      | CRRH     |
      | CLSE     |

  @MS-SET-58
  @settlement:tou-ignored @settlement:ends-swapped @settlement:sign-turned-crr
  Scenario Outline: The CRRs of a <function> on the network that their market was cleared on
    Given we hold the function <function>
    And CRRs of ours that hold this month, as we download them
    And a POSTED monthly auction
    And congestion at random on lines of the ISO's network, prices and shift factors worked out apart
    When the CRRs are settled by crr-track-1b
    Then each CRR is settled in the hours of its days and time of use, counted once more
    And every identity of CRR settlement holds to the rounding of prices and factors
    And a settlement of the same CRRs from a CSV of the download comes to the same

    Examples:
      | function |
      | CRRH     |
      | CLSE     |
