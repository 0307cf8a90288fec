# The pictures of README and manual: run after installing the package.
library(oncohort)

folder <- file.path("man", "figures")
sarcoma$Histology <- factor(
  ifelse(sarcoma$histology == "Angiosarcoma", "Angiosarcoma", "All other types")
)
formula <- Surv(pfs_months, pfs_event) ~ Histology
curves <- autoplot(
  kaplan_meier(formula, sarcoma),
  p_value = log_rank(formula, sarcoma, method = "exact"), xlab = "Months",
  ylab = "Free of progression"
)
save_figure(curves, file.path(folder, "README-pfs.png"), preset = "double", height = 95, dpi = 150)

screen <- cox_screen(Surv(pfs_months, pfs_event) ~ histology + primary_site + ecog, sarcoma)
labels <- c(histology = "Histology", primary_site = "Primary site", ecog = "ECOG performance status")
save_figure(autoplot(screen, labels = labels), file.path(folder, "forest.png"), dpi = 150)
