@assumed
Feature: Each function may call what it is there for
  Which function may call which operation is our own table, drawn from the audiences and access roles of the
  deck; the published contract speaks only of read and write. A live target that differs is an observation.

  @MS-CON-11 @function:CRRH @result:functions-shut
  @req:DECK-058 @req:DECK-065 @req:DECK-115
  Scenario Outline: A CRR holder is admitted to <operation>
    Given we hold the function CRRH
    When we call <operation> with names that exist nowhere
    Then we are not refused for want of a function

    Examples:
      | operation                                        |
      | app_status.get-status                            |
      | market_status.getMarketStatus                    |
      | market_status.getActiveAllocationMarkets         |
      | market_status.getActiveAuctionMarkets            |
      | market_status.getMarketInfo                      |
      | market_status.getPostedAllocationMarkets         |
      | market_status.getPostedAuctionMarkets            |
      | messages.publicMessages                          |
      | messages.privateMessages                         |
      | market_data.getPublicGeneralData                 |
      | market_data.getPublicMarketData                  |
      | market_data.getPublicAllocationResult            |
      | market_data.getPublicAuctionResult               |
      | market_data.getPrivateGeneralData                |
      | market_data.getPrivateAuctionResult              |
      | auction.getPortfolio                             |
      | auction.deletePortfolio                          |
      | auction.getPortfolioList                         |
      | auction.getPortfolioStatus                       |
      | auction.getPortfolioRequiredCredit               |
      | auction.portfolioCreation                        |
      | auction.portfolioSubmission                      |
      | auction.postPortfolioRetraction                  |
      | secondary_market.getMySmOffersByStatus           |
      | secondary_market.getMySmResponsesByStatus        |
      | secondary_market.postPublicSmBuyOffers           |
      | secondary_market.postPublicSmSellOffers          |
      | secondary_market.postPrivateSmBuyOffers          |
      | secondary_market.postPrivateSmSellOffers         |
      | secondary_market.targetSmPublicOfferToMp         |
      | secondary_market.postSmResponseToBuyOffers       |
      | secondary_market.postSmResponseToSellOffers      |
      | tor_conversion.getNewConversionWindowForRequest  |
      | tor_conversion.getNewConversionWindowForApproval |
      | tor_conversion.getTorConversionWindowStatus      |
      | tor_conversion.getMtTorCRRList                   |
      | tor_conversion.postTorConversionApproval         |

  @MS-CON-12 @function:CRRH @code:SEC0001 @intrusive
  @req:DECK-115
  Scenario Outline: A CRR holder is refused <operation>
    Given we hold the function CRRH
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                                            |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioList                                             |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioCreation                                         |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.postLoadSubmission                        |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | load_migration.getActiveLoadMigrationMarketList                      |
      | load_migration.getPostedLoadMigrationMarketList                      |
      | load_migration.getLoadMigrationMarketStatus                          |
      | load_migration.getLoadPercentages                                    |
      | load_migration.getLoadMigrationCRRs                                  |
      | load_migration.getNHourData                                          |
      | load_migration.getExistingNumberOfCustomers                          |
      | load_migration.postNumberOfCustomers                                 |
      | load_migration.getExistingDasrSummary                                |
      | load_migration.postDasrSummary                                       |
      | load_migration.getExistingCustomerRates                              |
      | load_migration.postCustomerRates                                     |
      | tor_conversion.postTorConversionRequest                              |
      | tor_conversion.getTorConversionRequestList                           |
      | tor_conversion.getTorConversionWindowPaths                           |

  @MS-CON-13 @function:CLSE @result:functions-shut
  @req:DECK-115
  Scenario Outline: A load-serving entity is admitted to <operation>
    Given we hold the function CLSE
    When we call <operation> with names that exist nowhere
    Then we are not refused for want of a function

    Examples:
      | operation                                                            |
      | app_status.get-status                                                |
      | market_status.getMarketStatus                                        |
      | market_status.getActiveAllocationMarkets                             |
      | market_status.getActiveAuctionMarkets                                |
      | market_status.getMarketInfo                                          |
      | market_status.getPostedAllocationMarkets                             |
      | market_status.getPostedAuctionMarkets                                |
      | messages.publicMessages                                              |
      | messages.privateMessages                                             |
      | market_data.getPublicGeneralData                                     |
      | market_data.getPublicMarketData                                      |
      | market_data.getPublicAllocationResult                                |
      | market_data.getPublicAuctionResult                                   |
      | market_data.getPrivateGeneralData                                    |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | market_data.getPrivateAuctionResult                                  |
      | auction.getPortfolio                                                 |
      | auction.deletePortfolio                                              |
      | auction.getPortfolioList                                             |
      | auction.getPortfolioStatus                                           |
      | auction.getPortfolioRequiredCredit                                   |
      | auction.portfolioCreation                                            |
      | auction.portfolioSubmission                                          |
      | auction.postPortfolioRetraction                                      |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioList                                             |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioCreation                                         |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.postLoadSubmission                        |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | secondary_market.getMySmOffersByStatus                               |
      | secondary_market.getMySmResponsesByStatus                            |
      | secondary_market.postPublicSmBuyOffers                               |
      | secondary_market.postPublicSmSellOffers                              |
      | secondary_market.postPrivateSmBuyOffers                              |
      | secondary_market.postPrivateSmSellOffers                             |
      | secondary_market.targetSmPublicOfferToMp                             |
      | secondary_market.postSmResponseToBuyOffers                           |
      | secondary_market.postSmResponseToSellOffers                          |
      | load_migration.getActiveLoadMigrationMarketList                      |
      | load_migration.getPostedLoadMigrationMarketList                      |
      | load_migration.getLoadMigrationMarketStatus                          |
      | load_migration.getLoadPercentages                                    |
      | load_migration.getLoadMigrationCRRs                                  |
      | tor_conversion.getNewConversionWindowForRequest                      |
      | tor_conversion.getNewConversionWindowForApproval                     |
      | tor_conversion.getTorConversionWindowStatus                          |
      | tor_conversion.getMtTorCRRList                                       |
      | tor_conversion.postTorConversionApproval                             |

  @MS-CON-14 @function:CLSE @code:SEC0001 @intrusive
  @req:DECK-115
  Scenario Outline: A load-serving entity is refused <operation>
    Given we hold the function CLSE
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                   |
      | load_migration.getNHourData                 |
      | load_migration.getExistingNumberOfCustomers |
      | load_migration.postNumberOfCustomers        |
      | load_migration.getExistingDasrSummary       |
      | load_migration.postDasrSummary              |
      | load_migration.getExistingCustomerRates     |
      | load_migration.postCustomerRates            |
      | tor_conversion.postTorConversionRequest     |
      | tor_conversion.getTorConversionRequestList  |
      | tor_conversion.getTorConversionWindowPaths  |

  @MS-CON-15 @function:CUDC @result:functions-shut
  @req:DECK-115
  Scenario Outline: A utility distribution company is admitted to <operation>
    Given we hold the function CUDC
    When we call <operation> with names that exist nowhere
    Then we are not refused for want of a function

    Examples:
      | operation                                       |
      | app_status.get-status                           |
      | market_status.getMarketStatus                   |
      | market_status.getActiveAllocationMarkets        |
      | market_status.getActiveAuctionMarkets           |
      | market_status.getMarketInfo                     |
      | market_status.getPostedAllocationMarkets        |
      | market_status.getPostedAuctionMarkets           |
      | messages.publicMessages                         |
      | messages.privateMessages                        |
      | market_data.getPublicGeneralData                |
      | market_data.getPublicMarketData                 |
      | market_data.getPublicAllocationResult           |
      | market_data.getPublicAuctionResult              |
      | load_migration.getActiveLoadMigrationMarketList |
      | load_migration.getPostedLoadMigrationMarketList |
      | load_migration.getLoadMigrationMarketStatus     |
      | load_migration.getLoadPercentages               |
      | load_migration.getLoadMigrationCRRs             |
      | load_migration.getNHourData                     |
      | load_migration.getExistingNumberOfCustomers     |
      | load_migration.postNumberOfCustomers            |
      | load_migration.getExistingDasrSummary           |
      | load_migration.postDasrSummary                  |
      | load_migration.getExistingCustomerRates         |
      | load_migration.postCustomerRates                |

  @MS-CON-16 @function:CUDC @code:SEC0001 @intrusive
  @req:DECK-115
  Scenario Outline: A utility distribution company is refused <operation>
    Given we hold the function CUDC
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                                            |
      | market_data.getPrivateGeneralData                                    |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | market_data.getPrivateAuctionResult                                  |
      | auction.getPortfolio                                                 |
      | auction.deletePortfolio                                              |
      | auction.getPortfolioList                                             |
      | auction.getPortfolioStatus                                           |
      | auction.getPortfolioRequiredCredit                                   |
      | auction.portfolioCreation                                            |
      | auction.portfolioSubmission                                          |
      | auction.postPortfolioRetraction                                      |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioList                                             |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioCreation                                         |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.postLoadSubmission                        |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | secondary_market.getMySmOffersByStatus                               |
      | secondary_market.getMySmResponsesByStatus                            |
      | secondary_market.postPublicSmBuyOffers                               |
      | secondary_market.postPublicSmSellOffers                              |
      | secondary_market.postPrivateSmBuyOffers                              |
      | secondary_market.postPrivateSmSellOffers                             |
      | secondary_market.targetSmPublicOfferToMp                             |
      | secondary_market.postSmResponseToBuyOffers                           |
      | secondary_market.postSmResponseToSellOffers                          |
      | tor_conversion.getNewConversionWindowForRequest                      |
      | tor_conversion.getNewConversionWindowForApproval                     |
      | tor_conversion.getTorConversionWindowStatus                          |
      | tor_conversion.postTorConversionRequest                              |
      | tor_conversion.getTorConversionRequestList                           |
      | tor_conversion.getMtTorCRRList                                       |
      | tor_conversion.getTorConversionWindowPaths                           |
      | tor_conversion.postTorConversionApproval                             |

  @MS-CON-17 @function:TOR @result:functions-shut
  @req:DECK-115
  Scenario Outline: A holder of transmission ownership rights is admitted to <operation>
    Given we hold the function TOR
    When we call <operation> with names that exist nowhere
    Then we are not refused for want of a function

    Examples:
      | operation                                        |
      | app_status.get-status                            |
      | market_status.getMarketStatus                    |
      | market_status.getActiveAllocationMarkets         |
      | market_status.getActiveAuctionMarkets            |
      | market_status.getMarketInfo                      |
      | market_status.getPostedAllocationMarkets         |
      | market_status.getPostedAuctionMarkets            |
      | messages.publicMessages                          |
      | messages.privateMessages                         |
      | market_data.getPublicGeneralData                 |
      | market_data.getPublicMarketData                  |
      | market_data.getPublicAllocationResult            |
      | market_data.getPublicAuctionResult               |
      | market_data.getPrivateGeneralData                |
      | tor_conversion.getNewConversionWindowForRequest  |
      | tor_conversion.getNewConversionWindowForApproval |
      | tor_conversion.getTorConversionWindowStatus      |
      | tor_conversion.postTorConversionRequest          |
      | tor_conversion.getTorConversionRequestList       |
      | tor_conversion.getTorConversionWindowPaths       |

  @MS-CON-18 @function:TOR @code:SEC0001 @intrusive
  @req:DECK-115
  Scenario Outline: A holder of transmission ownership rights is refused <operation>
    Given we hold the function TOR
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                                            |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | market_data.getPrivateAuctionResult                                  |
      | auction.getPortfolio                                                 |
      | auction.deletePortfolio                                              |
      | auction.getPortfolioList                                             |
      | auction.getPortfolioStatus                                           |
      | auction.getPortfolioRequiredCredit                                   |
      | auction.portfolioCreation                                            |
      | auction.portfolioSubmission                                          |
      | auction.postPortfolioRetraction                                      |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioList                                             |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioCreation                                         |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.postLoadSubmission                        |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | secondary_market.getMySmOffersByStatus                               |
      | secondary_market.getMySmResponsesByStatus                            |
      | secondary_market.postPublicSmBuyOffers                               |
      | secondary_market.postPublicSmSellOffers                              |
      | secondary_market.postPrivateSmBuyOffers                              |
      | secondary_market.postPrivateSmSellOffers                             |
      | secondary_market.targetSmPublicOfferToMp                             |
      | secondary_market.postSmResponseToBuyOffers                           |
      | secondary_market.postSmResponseToSellOffers                          |
      | load_migration.getActiveLoadMigrationMarketList                      |
      | load_migration.getPostedLoadMigrationMarketList                      |
      | load_migration.getLoadMigrationMarketStatus                          |
      | load_migration.getLoadPercentages                                    |
      | load_migration.getLoadMigrationCRRs                                  |
      | load_migration.getNHourData                                          |
      | load_migration.getExistingNumberOfCustomers                          |
      | load_migration.postNumberOfCustomers                                 |
      | load_migration.getExistingDasrSummary                                |
      | load_migration.postDasrSummary                                       |
      | load_migration.getExistingCustomerRates                              |
      | load_migration.postCustomerRates                                     |
      | tor_conversion.getMtTorCRRList                                       |
      | tor_conversion.postTorConversionApproval                             |

  @MS-CON-19 @function:CEC @result:functions-shut
  @req:DECK-115
  Scenario Outline: The California Energy Commission is admitted to <operation>
    Given we hold the function CEC
    When we call <operation> with names that exist nowhere
    Then we are not refused for want of a function

    Examples:
      | operation                                |
      | app_status.get-status                    |
      | market_status.getMarketStatus            |
      | market_status.getActiveAllocationMarkets |
      | market_status.getActiveAuctionMarkets    |
      | market_status.getMarketInfo              |
      | market_status.getPostedAllocationMarkets |
      | market_status.getPostedAuctionMarkets    |
      | messages.publicMessages                  |
      | messages.privateMessages                 |
      | market_data.getPublicGeneralData         |
      | market_data.getPublicMarketData          |
      | market_data.getPublicAllocationResult    |
      | market_data.getPublicAuctionResult       |

  @MS-CON-20 @function:CEC @code:SEC0001 @intrusive
  @req:DECK-115
  Scenario Outline: The California Energy Commission is refused <operation>
    Given we hold the function CEC
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                                            |
      | market_data.getPrivateGeneralData                                    |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | market_data.getPrivateAuctionResult                                  |
      | auction.getPortfolio                                                 |
      | auction.deletePortfolio                                              |
      | auction.getPortfolioList                                             |
      | auction.getPortfolioStatus                                           |
      | auction.getPortfolioRequiredCredit                                   |
      | auction.portfolioCreation                                            |
      | auction.portfolioSubmission                                          |
      | auction.postPortfolioRetraction                                      |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioList                                             |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioCreation                                         |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.postLoadSubmission                        |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | secondary_market.getMySmOffersByStatus                               |
      | secondary_market.getMySmResponsesByStatus                            |
      | secondary_market.postPublicSmBuyOffers                               |
      | secondary_market.postPublicSmSellOffers                              |
      | secondary_market.postPrivateSmBuyOffers                              |
      | secondary_market.postPrivateSmSellOffers                             |
      | secondary_market.targetSmPublicOfferToMp                             |
      | secondary_market.postSmResponseToBuyOffers                           |
      | secondary_market.postSmResponseToSellOffers                          |
      | load_migration.getActiveLoadMigrationMarketList                      |
      | load_migration.getPostedLoadMigrationMarketList                      |
      | load_migration.getLoadMigrationMarketStatus                          |
      | load_migration.getLoadPercentages                                    |
      | load_migration.getLoadMigrationCRRs                                  |
      | load_migration.getNHourData                                          |
      | load_migration.getExistingNumberOfCustomers                          |
      | load_migration.postNumberOfCustomers                                 |
      | load_migration.getExistingDasrSummary                                |
      | load_migration.postDasrSummary                                       |
      | load_migration.getExistingCustomerRates                              |
      | load_migration.postCustomerRates                                     |
      | tor_conversion.getNewConversionWindowForRequest                      |
      | tor_conversion.getNewConversionWindowForApproval                     |
      | tor_conversion.getTorConversionWindowStatus                          |
      | tor_conversion.postTorConversionRequest                              |
      | tor_conversion.getTorConversionRequestList                           |
      | tor_conversion.getMtTorCRRList                                       |
      | tor_conversion.getTorConversionWindowPaths                           |
      | tor_conversion.postTorConversionApproval                             |

  @MS-CON-21 @function:NDA @result:functions-shut
  @req:DECK-063 @req:DECK-068 @req:DECK-115
  Scenario Outline: A reader of non-disclosure data is admitted to <operation>
    Given we hold the function NDA
    When we call <operation> with names that exist nowhere
    Then we are not refused for want of a function

    Examples:
      | operation                                |
      | app_status.get-status                    |
      | market_status.getMarketStatus            |
      | market_status.getActiveAllocationMarkets |
      | market_status.getActiveAuctionMarkets    |
      | market_status.getMarketInfo              |
      | market_status.getPostedAllocationMarkets |
      | market_status.getPostedAuctionMarkets    |
      | messages.publicMessages                  |
      | messages.privateMessages                 |
      | market_data.getPublicGeneralData         |
      | market_data.getPublicMarketData          |
      | market_data.getPublicAllocationResult    |
      | market_data.getPublicAuctionResult       |

  @MS-CON-22 @function:NDA @code:SEC0001 @intrusive
  @req:DECK-115
  Scenario Outline: A reader of non-disclosure data is refused <operation>
    Given we hold the function NDA
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                                            |
      | market_data.getPrivateGeneralData                                    |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | market_data.getPrivateAuctionResult                                  |
      | auction.getPortfolio                                                 |
      | auction.deletePortfolio                                              |
      | auction.getPortfolioList                                             |
      | auction.getPortfolioStatus                                           |
      | auction.getPortfolioRequiredCredit                                   |
      | auction.portfolioCreation                                            |
      | auction.portfolioSubmission                                          |
      | auction.postPortfolioRetraction                                      |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioList                                             |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioCreation                                         |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.postLoadSubmission                        |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | secondary_market.getMySmOffersByStatus                               |
      | secondary_market.getMySmResponsesByStatus                            |
      | secondary_market.postPublicSmBuyOffers                               |
      | secondary_market.postPublicSmSellOffers                              |
      | secondary_market.postPrivateSmBuyOffers                              |
      | secondary_market.postPrivateSmSellOffers                             |
      | secondary_market.targetSmPublicOfferToMp                             |
      | secondary_market.postSmResponseToBuyOffers                           |
      | secondary_market.postSmResponseToSellOffers                          |
      | load_migration.getActiveLoadMigrationMarketList                      |
      | load_migration.getPostedLoadMigrationMarketList                      |
      | load_migration.getLoadMigrationMarketStatus                          |
      | load_migration.getLoadPercentages                                    |
      | load_migration.getLoadMigrationCRRs                                  |
      | load_migration.getNHourData                                          |
      | load_migration.getExistingNumberOfCustomers                          |
      | load_migration.postNumberOfCustomers                                 |
      | load_migration.getExistingDasrSummary                                |
      | load_migration.postDasrSummary                                       |
      | load_migration.getExistingCustomerRates                              |
      | load_migration.postCustomerRates                                     |
      | tor_conversion.getNewConversionWindowForRequest                      |
      | tor_conversion.getNewConversionWindowForApproval                     |
      | tor_conversion.getTorConversionWindowStatus                          |
      | tor_conversion.postTorConversionRequest                              |
      | tor_conversion.getTorConversionRequestList                           |
      | tor_conversion.getMtTorCRRList                                       |
      | tor_conversion.getTorConversionWindowPaths                           |
      | tor_conversion.postTorConversionApproval                             |
