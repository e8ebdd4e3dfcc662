@quoted
Feature: Who says what an ETSR carried in five minutes
  Of a transfer to or from the ISO's own area the hourly tag is shaped; between two other areas the one that is responsible
  submits five-minute values, and those are taken as they are.

  @MS-SET-12 @req:PRR-022 @req:PRR-049 @req:PRR-052 @req:PRR-053 @req:PRR-054 @req:PRR-062 @req:PRR-063 @req:PRR-064
  @settlement:submission-reshaped
  Scenario: The dispatch that a responsible area submits counts as delivered
    Given an ETSR from AZPS to IPCO with an hourly tag of 22 MWh
    And its dispatch is 24, 24, 24 and 24 MW by quarter of the hour
    And AZPS is responsible for it and submits the dispatch, 2 MWh in every five minutes
    When the hour is settled
    Then every five-minute value is 2 MWh
    And their source is the submitted dispatch

  @MS-SET-24 @req:PRR-052 @req:PRR-062 @req:PRR-063
  @settlement:submission-reshaped
  Scenario: The tag values that a responsible area submits are not shaped again
    Given an ETSR from AZPS to IPCO with an hourly tag of 24 MWh
    And its dispatch is 12, 24, 24 and 36 MW by quarter of the hour
    And AZPS is responsible for it and submits tag values, 2 MWh in every five minutes
    When the hour is settled
    Then every five-minute value is 2 MWh
    And their source is the submitted tag shape

  @MS-SET-25 @model @req:PRR-022 @req:PRR-052 @req:PRR-053 @req:PRR-062 @req:PRR-063 @req:PRR-064
  @settlement:dispatch-for-tag @settlement:flat-shape
  Scenario: Of a transfer with the ISO's own area the tag is shaped, whatever anyone submits
    Given an ETSR from AZPS to CISO with an hourly tag of 22 MWh
    And its dispatch is 12, 24, 24 and 36 MW by quarter of the hour
    And AZPS is responsible for it and submits the dispatch, 2 MWh in every five minutes
    When the hour is settled
    Then they add up to 22 MWh exactly
    And any two of them stand to each other as the dispatch does
    And their source is the shaped tag

  @MS-SET-26 @model
  Scenario: Nothing submitted between two other areas is missing input, unless a policy says otherwise
    Given an ETSR from AZPS to IPCO with an hourly tag of 24 MWh
    And its dispatch is 24, 24, 24 and 24 MW by quarter of the hour
    And AZPS is responsible for it and submits nothing
    Then the hour is not settled, and the missing submission is named
    But under the policy nothing_submitted of dispatch every five-minute value is 2 MWh
