@model
Feature: The hourly tag of a transfer becomes twelve five-minute values
  The request has hourly after-the-fact values of an ETSR shaped to its five-minute dispatch. How, stands in guides that
  are in no public source: what follows is our reference model, and every choice in it is a named policy.

  @MS-SET-01 @req:PRR-022 @req:PRR-053 @req:PRR-062 @req:PRR-064
  @settlement:mean-divisor @settlement:flat-shape
  Scenario: A tag that equals the dispatch is shaped to the dispatch
    Given an ETSR from IPCO to CISO with an hourly tag of 90 MWh
    And its dispatch is 60, 80, 100 and 120 MW by quarter of the hour
    When the hour is shaped
    Then its five-minute values are 5.000, 6.667, 8.333 and 10.000 MWh by quarter, to three decimals
    And they add up to 90 MWh exactly
    And no five-minute value differs from the dispatch

  @MS-SET-02 @req:PRR-022 @req:PRR-053 @req:PRR-062 @req:PRR-064
  @settlement:mean-divisor @settlement:flat-shape @settlement:dispatch-for-tag
  Scenario: A tag that differs from the dispatch keeps its energy and takes its shape
    Given an ETSR from IPCO to CISO with an hourly tag of 100 MWh
    And its dispatch is 60, 80, 100 and 120 MW by quarter of the hour
    When the hour is shaped
    Then its values in thousandths of a MWh are 5556, 5556, 5556, 7408, 7407, 7407, 9259, 9259, 9259, 11111, 11111, 11111
    And they add up to 100 MWh exactly
    And any two of them stand to each other as the dispatch does

  @MS-SET-03 @req:PRR-022 @req:PRR-053 @req:PRR-062 @req:PRR-064
  @settlement:dispatch-for-tag
  Scenario Outline: An hour that gives no shape: <hour>
    Given the policy zero_dispatch is flat
    And an ETSR from IPCO to CISO with an hourly tag of <tag> MWh
    And its dispatch is <dispatch> MW by quarter of the hour
    When the hour is shaped
    Then its five-minute values are <values> MWh by quarter, to three decimals
    And they add up to <tag> MWh exactly

    Examples:
      | hour                       | tag | dispatch          | values                        |
      | tagged, nothing dispatched | 48  | 0, 0, 0 and 0     | 4.000, 4.000, 4.000 and 4.000 |
      | dispatched, nothing tagged | 0   | 60, 60, 60 and 60 | 0.000, 0.000, 0.000 and 0.000 |

  @MS-SET-65
  @settlement:dispatch-for-tag
  Scenario: A tag over no dispatch that twelve do not divide loses no thousandth
    Given the policy zero_dispatch is flat
    And an ETSR from IPCO to CISO with an hourly tag of 100 MWh
    And its dispatch is 0, 0, 0 and 0 MW by quarter of the hour
    When the hour is shaped
    Then its values in thousandths of a MWh are 8334, 8334, 8334, 8334, 8333, 8333, 8333, 8333, 8333, 8333, 8333, 8333
    And they add up to 100 MWh exactly

  @MS-SET-04 @invariant @req:PRR-030 @req:PRR-045
  @settlement:mean-divisor
  Scenario: A shape is the same whatever unit its dispatch comes in
    Given an ETSR from IPCO to CISO with an hourly tag of 90 MWh
    And its dispatch is 60, 80, 100 and 120 MW by quarter of the hour
    When the hour is shaped
    And it is shaped again with the dispatch as energy of five minutes
    Then both have the same five-minute values
    And they add up to 90 MWh exactly
    But divided by the mean of the dispatch they would add up to 1080 MWh, not to that

  @MS-SET-21
  @settlement:mean-divisor @settlement:flat-shape
  Scenario Outline: Hours of other kinds keep their energy too: <hour>
    Given an ETSR from IPCO to CISO with an hourly tag of <tag> MWh
    And its dispatch is <dispatch> MW by quarter of the hour
    When the hour is shaped
    Then its five-minute values are <values> MWh by quarter, to three decimals
    And they add up to <tag> MWh exactly

    Examples:
      | hour                | tag | dispatch              | values                            |
      | still for half of it | 30  | 0, 0, 60 and 60       | 0.000, 0.000, 5.000 and 5.000     |
      | an import           | -36 | -30, -30, -60 and -60 | -2.000, -2.000, -4.000 and -4.000 |

  @MS-SET-22
  @settlement:flat-shape
  Scenario: A dispatch of both directions is moved by what the tag differs
    Given the policy mixed is additive
    And an ETSR from IPCO to CISO with an hourly tag of 10 MWh
    And its dispatch is 120, 120, -60 and -60 MW by quarter of the hour
    When the hour is shaped
    Then its values in thousandths of a MWh are 8334, 8334, 8334, 8334, 8333, 8333, -6667, -6667, -6667, -6667, -6667, -6667
    And they add up to 10 MWh exactly

  @MS-SET-23
  @settlement:flat-shape
  Scenario Outline: What the model cannot know is refused where the policy says so: <matter>
    Given the policy <policy> is reject
    And an ETSR from IPCO to CISO with an hourly tag of <tag> MWh
    And its dispatch is <dispatch> MW by quarter of the hour
    Then the hour is not shaped, and the policy <policy> is named

    Examples:
      | matter                        | policy  | tag | dispatch              |
      | a dispatch of both directions | mixed   | 10  | 120, 120, -60 and -60 |
      | a dispatch against the tag    | opposed | 36  | -30, -30, -60 and -60 |

  @MS-SET-38
  @settlement:mean-divisor @settlement:flat-shape
  Scenario: A single interval with dispatch has all the energy of the hour
    Given an ETSR from IPCO to CISO with an hourly tag of 7 MWh
    And its dispatch is 84 MW in the last five minutes of the hour alone
    When the hour is shaped
    Then its values in thousandths of a MWh are 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7000
    And no five-minute value differs from the dispatch

  @MS-SET-40 @invariant
  @settlement:hour-shifted
  Scenario Outline: On a day when the clocks change every hour keeps its own energy: <day>
    Given an ETSR from IPCO to CISO, tagged on <day> in each hour with as many MWh as the hour's number
    When every hour of the day is settled, dispatched at 60 MW
    Then the day has <hours> hours of twelve five-minute values
    And every hour adds up to its own tag

    Examples:
      | day             | hours |
      | 3 November 2019 | 25    |
      | 8 March 2020    | 23    |
