# The manual pages of the study's data sets; data-raw/ holds the typed tables and the scripts.

#' Twenty-eight patients with metastatic soft tissue sarcoma
#'
#' Table 1 of Tian et al. (2022): every patient treated with nab-paclitaxel plus sintilimab between
#' January 2019 and February 2021 whose clinical data were complete. Age, sex, adverse events and
#' lesion sizes are not printed by patient, so they are not here.
#'
#' @format A data frame with 28 rows, one patient each, and 10 columns:
#' \describe{
#'   \item{patient}{Patient number, 1 to 28 (integer; the printed order).}
#'   \item{ecog}{ECOG performance status: factor `0`, `1`; reference `0`.}
#'   \item{histology}{Histological subtype: factor of eight levels in the order of Table 2;
#'     reference `UPS`, undifferentiated pleomorphic sarcoma, the largest group.}
#'   \item{stage}{Stage: factor, `IV` for all.}
#'   \item{primary_site}{Primary site: factor `Extremities`, `Trunk`, `Head`, `Neck`; reference
#'     `Extremities`, the largest group.}
#'   \item{metastatic_site}{Site of metastases: factor `Lung`, `Lung and bone`,
#'     `Lung and lymph nodes`, `Bone`, `Liver`; reference `Lung`.}
#'   \item{prior_lines}{Prior lines of chemotherapy: integer, 1 to 3.}
#'   \item{best_response}{Best overall response by RECIST 1.1: factor `CR` complete response, `PR`
#'     partial response, `SD` stable disease, `PD` progressive disease. The article does not say
#'     whether responses were confirmed.}
#'   \item{pfs_months}{Progression-free survival: months, to one decimal as printed.}
#'   \item{pfs_event}{1 = progressed. It is 1 for all: the article prints no censored time. The
#'     column is not in Table 1; it is added here.}
#' }
#' Each column carries a `label` attribute with its unit.
#'
#' Table 2 of the article ([sarcoma_responses]) contradicts this table for one patient: patient 12
#' (angiosarcoma, PD at 2 months here) is counted there as SD. Both are kept as printed.
#' @source Table 1 of Tian Z, Dong S, Yang Y, et al. (2022) Nanoparticle albumin-bound paclitaxel
#'   and PD-1 inhibitor (sintilimab) combination therapy for soft tissue sarcoma: a retrospective
#'   study. *BMC Cancer* 22:56. \doi{10.1186/s12885-022-09176-1}. The article is open access under
#'   CC BY 4.0 (<https://creativecommons.org/licenses/by/4.0/>); factors and `pfs_event` were added.
#' @family study
#' @examples
#' str(sarcoma)
#' table(sarcoma$histology, sarcoma$best_response)
#'
#' # Listed by time: patient 8 stands alone at the end
#' tail(sarcoma[order(sarcoma$pfs_months), c("patient", "histology", "primary_site", "pfs_months")])
"sarcoma"

#' Best overall response by histology, as printed
#'
#' Table 2 of Tian et al. (2022), with its total row. It differs from Table 1 ([sarcoma]) for one
#' patient with angiosarcoma: SD 8 and PD 13 here, 7 and 14 there and in the legend of the
#' article's Fig. 1.
#'
#' @format A data frame with 9 rows and 6 columns:
#' \describe{
#'   \item{histology}{Histological subtype: factor in the printed order, `Total` last.}
#'   \item{n}{Patients (integer).}
#'   \item{CR, PR, SD, PD}{Patients with complete response, partial response, stable disease and
#'     progressive disease (integer).}
#' }
#' @source Table 2 of Tian Z, Dong S, Yang Y, et al. (2022) Nanoparticle albumin-bound paclitaxel
#'   and PD-1 inhibitor (sintilimab) combination therapy for soft tissue sarcoma: a retrospective
#'   study. *BMC Cancer* 22:56. \doi{10.1186/s12885-022-09176-1}. The article is open access under
#'   CC BY 4.0 (<https://creativecommons.org/licenses/by/4.0/>); the table is as printed.
#' @family study
#' @examples
#' sarcoma_responses
#'
#' # The row that contradicts Table 1
#' table(droplevels(subset(sarcoma, histology == "Angiosarcoma"))$best_response)
#' subset(sarcoma_responses, histology == "Angiosarcoma")
"sarcoma_responses"

#' Adverse events by grade group, as printed
#'
#' Table 4 of Tian et al. (2022): how many of the 28 patients had each event, by grade group. It is
#' printed by event, not by patient, so nothing that needs to know which patient had which events
#' can be recomputed from it. The table has no row for neutropenia, which the text and the abstract
#' report at grade 3 in 3 of 28.
#'
#' @format A data frame with 15 rows, one event each, and 6 columns:
#' \describe{
#'   \item{event}{Adverse event: factor in the printed order.}
#'   \item{n_grade_1_2, n_grade_3_4}{Patients with the event at grade 1-2 and at grade 3-4
#'     (integer); 0 where the cell is empty.}
#'   \item{percent_grade_1_2, percent_grade_3_4}{The same in percent of 28, to one decimal as
#'     printed; `NA` where the cell is empty.}
#'   \item{n_patients}{Patients treated: 28 (integer).}
#' }
#' @source Table 4 of Tian Z, Dong S, Yang Y, et al. (2022) Nanoparticle albumin-bound paclitaxel
#'   and PD-1 inhibitor (sintilimab) combination therapy for soft tissue sarcoma: a retrospective
#'   study. *BMC Cancer* 22:56. \doi{10.1186/s12885-022-09176-1}. The article is open access under
#'   CC BY 4.0 (<https://creativecommons.org/licenses/by/4.0/>); the table is as printed, with
#'   `n_patients` added.
#' @family study
#' @examples
#' head(sarcoma_adverse_events)
#'
#' # None of 28 had grade 4: that leaves up to 12.3% (exact 95% limits)
#' 100 * stats::binom.test(0, 28)$conf.int[2]
"sarcoma_adverse_events"

#' Ninety printed numbers
#'
#' Every number in the abstract, the results and the tables of Tian et al. (2022) that can be
#' judged, with its **digits as printed**: text, because "0.20" says more than 0.2.
#' [study_claims()] sets each beside its recomputation.
#'
#' @format A data frame with 90 rows, one claim each, and 10 columns, all character; `NA` where
#'   nothing is printed:
#' \describe{
#'   \item{id}{Short name of the claim.}
#'   \item{location}{Where in the article it is printed.}
#'   \item{quantity}{What the article says it is.}
#'   \item{estimate, conf.low, conf.high, p.value}{The printed digits of the estimate, its 95%
#'     limits and its p-value.}
#'   \item{unit_estimate}{Unit of the estimate: patients, years, lines, percent, months or ratio.}
#'   \item{unit_limits}{Unit of the limits. `as printed beside a percentage` where fractions stand
#'     beside a percentage (the progression-free rates at 4 and 6 months).}
#'   \item{as_printed}{The words around the number, where they matter. The sign for plus or minus is
#'     written `+/-`.}
#' }
#' @source Typed from Tian Z, Dong S, Yang Y, et al. (2022) Nanoparticle albumin-bound paclitaxel
#'   and PD-1 inhibitor (sintilimab) combination therapy for soft tissue sarcoma: a retrospective
#'   study. *BMC Cancer* 22:56. \doi{10.1186/s12885-022-09176-1}. The article is open access under
#'   CC BY 4.0 (<https://creativecommons.org/licenses/by/4.0/>).
#' @family study
#' @examples
#' subset(sarcoma_claims, !is.na(p.value), c(id, estimate, conf.low, conf.high, p.value))
"sarcoma_claims"
