@assumed
Feature: A refusal says what is wrong with which record
  The published texts give one code for all faulty records. What helps a person to mend them is in the description:
  the record, its member, and the rule that it breaks. The words are ours, so all of this is assumed.

  Background:
    Given we hold the function CRRH

  @MS-AUC-89 @code:SER0030
  Scenario Outline: Of a bid that <flaw> the refusal names <member>
    Given an OPEN monthly auction
    And a source and a sink that may be bid there
    When we create a portfolio of 3 bids, the second of which <flaw>
    Then we are refused with SER0030
    And the refusal says of the second bid "<member>" and "<rule>"

    Examples:
      | flaw                                          | member           | rule                            |
      | starts above 0 MW                             | bidCurve[0].mw   | the first point must be 0 MW    |
      | falls in MW                                   | bidCurve[2].mw   | MW must rise                    |
      | rises in price                                | bidCurve[1].price| may not rise                    |
      | is for a period that the market does not have | period           | is no product of market         |
      | has a source that does not exist              | source           | is not on the source and sink list |
      | has a sink that may not be bid                | sink             | may not be bid in market        |
      | ends where it begins                          | sink             | is also the source              |
      | is for an option                              | hedgeType        | only OBL                        |
      | is for an allocated CRR                       | crrType          | only AUC                        |
      | belongs to somebody else                      | assetOwner       | is not the participant          |
      | has a backslash in its description            | description      | a backslash may be posted       |

  @MS-AUC-90 @code:SER0030
  Scenario: The faults of bids and offers are all told at once
    Given an OPEN annual auction
    And a CRR of ours that may be offered there
    And a source and a sink that may be bid there
    When we create a portfolio of 3 bids and an offer with these flaws
      | record    | flaw                             |
      | bid 1     | has a source that does not exist |
      | bid 3     | rises in price                   |
      | offer 1   | is of another source             |
    Then we are refused with SER0030
    And the refusal has one entry for each of these records
      | record    |
      | bid 1     |
      | bid 3     |
      | offer 1   |
    And our portfolio is not listed
