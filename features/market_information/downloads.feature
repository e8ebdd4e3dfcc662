@contract
Feature: Market data are downloaded as CSV and as JSON
  Every download is a zipped file, in either format, with the same rows.

  @MS-INF-31
  @req:DECK-212 @req:DECK-213
  @result:double-json
  Scenario Outline: <download> holds the same rows in either format
    Given we hold the function <function>
    And the download <download> has rows for us
    When we download <download> in CSV and in JSON
    Then both requests are accepted
    And both files hold the same rows
    And they hold at least one row

    Examples:
      | download                               | function |
      | PUBLIC_EXISTING_CRR                    | CRRH     |
      | SOURCE_SINK_REPLACEMENT                | CRRH     |
      | SOURCE_SINK                            | CRRH     |
      | GROUPED_BASE_LOADING                   | CRRH     |
      | SET_ASIDE                              | CRRH     |
      | PRIVATE_EXISTING_CRR_AUCTION           | CRRH     |
      | PRIVATE_EXISTING_CRR_SYSTEM            | CRRH     |
      | PRIVATE_EXISTING_CRR_SECONDARY_MARKET  | CRRH     |
      | PRIVATE_EXISTING_CRR_ALLOCATION        | CLSE     |
      | PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3 | CLSE     |
      | PRIVATE_EXISTING_CRR_LM_BEYOND_3       | CLSE     |
      | SEQ                                    | CLSE     |
      | MEQ                                    | CLSE     |
      | UPPER_BOUND                            | CLSE     |
      | SIGNATURE                              | CLSE     |
      | PUBLIC_AUCTION_RESULT                  | CRRH     |
      | CLEARING_PRICE                         | CRRH     |
      | BINDING_CONSTRAINT of an auction       | CRRH     |
      | PRIVATE_AUCTION_RESULT                 | CRRH     |
      | PUBLIC_ALLOCATION_RESULT               | CLSE     |
      | BINDING_CONSTRAINT of an allocation    | CLSE     |
      | PRIVATE_ALLOCATION_RESULT              | CLSE     |

  @MS-INF-32 @result:newest-unlisted
  Scenario: A new CRR of ours is downloaded from the day we hold it
    Given we hold the function CRRH
    And a CRR that we do not yet hold
    When the ISO lets us hold it
    Then the download PRIVATE_EXISTING_CRR_SYSTEM lists it
    And the download PUBLIC_EXISTING_CRR lists it

  @MS-INF-33
  @result:private-leak
  Scenario Outline: What <download> tells is private
    Given we hold the function <function>
    And another participant holds the function <function>
    And the download <download> has rows for us
    When we and the other participant download it
    Then every row is of the one who asked

    Examples:
      | download                               | function |
      | PRIVATE_EXISTING_CRR_AUCTION           | CRRH     |
      | PRIVATE_EXISTING_CRR_SYSTEM            | CRRH     |
      | PRIVATE_EXISTING_CRR_SECONDARY_MARKET  | CRRH     |
      | PRIVATE_EXISTING_CRR_ALLOCATION        | CLSE     |
      | PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3 | CLSE     |
      | PRIVATE_EXISTING_CRR_LM_BEYOND_3       | CLSE     |
      | SEQ                                    | CLSE     |
      | MEQ                                    | CLSE     |
      | UPPER_BOUND                            | CLSE     |
      | SIGNATURE                              | CLSE     |
      | PRIVATE_AUCTION_RESULT                 | CRRH     |
      | PRIVATE_ALLOCATION_RESULT              | CLSE     |

  @MS-INF-34 @result:short-factors
  Scenario: The participation factors of a location add up to one
    Given we hold the function CRRH
    And an OPEN monthly auction
    When we download its source and sink list
    Then the request is accepted
    And the participation factors of every location add up to 1 in each time of use

  @MS-INF-35 @code:DWL0006
  Scenario: A participant without CRRs of a group is told so
    Given we hold the function TOR
    When we download PRIVATE_EXISTING_CRR_AUCTION in CSV and in JSON
    Then we are refused with DWL0006

  @MS-INF-36 @code:DWL0001 @intrusive
  Scenario: A download type that the contract does not know is refused
    Given we hold the function CRRH
    When we download NO_SUCH_TYPE in deliberate breach of the contract
    Then we are refused with DWL0001

  @MS-INF-37 @code:DWL0002 @intrusive
  Scenario: A file format that is not offered is refused
    Given we hold the function CRRH
    When we download PUBLIC_EXISTING_CRR in the format XML
    Then we are refused with DWL0002

  @MS-INF-38 @code:MKT0007
  Scenario Outline: <download> is not given out before the results are posted
    Given we hold the function <function>
    And a CLOSED monthly <kind>
    When we ask for the results <download> of that market
    Then we are refused with MKT0007

    Examples:
      | download                            | function | kind       |
      | PUBLIC_AUCTION_RESULT               | CRRH     | auction    |
      | CLEARING_PRICE                      | CRRH     | auction    |
      | BINDING_CONSTRAINT of an auction    | CRRH     | auction    |
      | PRIVATE_AUCTION_RESULT              | CRRH     | auction    |
      | PUBLIC_ALLOCATION_RESULT            | CLSE     | allocation |
      | BINDING_CONSTRAINT of an allocation | CLSE     | allocation |
      | PRIVATE_ALLOCATION_RESULT           | CLSE     | allocation |

  @MS-INF-39 @code:SER0005
  Scenario: The results of an auction are not given out as those of an allocation
    Given we hold the function CRRH
    And a POSTED monthly auction
    When we ask for the results of that auction as those of an allocation
    Then we are refused with SER0005

  @MS-INF-40 @code:CAP0001
  Scenario: A calculation of nomination caps that does not exist is refused
    Given we hold the function CLSE
    When we call market_data.getPrivateAllocationMarketData with names that exist nowhere
    Then we are refused with CAP0001
