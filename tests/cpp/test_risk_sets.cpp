#include <set>
#include <vector>

#include "catch.h"
#include "cohort.h"
#include "oncohort/survival/risk_sets.h"

using oncohort::RiskSets;
using oncohort::risk_sets;

namespace {

/// Collects who is at risk, and who dies, at each event time of a walk.
struct Listing {
  explicit Listing(const RiskSets& s) : sets(s), at_risk(s.event_time.size()) {}
  void clear() { present.clear(); }
  void censored(std::size_t i) { present.insert(sets.row[i]); }
  void death(std::size_t i) { present.insert(sets.row[i]); }
  void before_entry(std::size_t i) { present.erase(sets.row[i]); }
  void at_event(std::size_t g) { at_risk[g] = present; }

  const RiskSets& sets;
  std::set<std::uint32_t> present;
  std::vector<std::set<std::uint32_t>> at_risk;
};

}  // namespace

TEST_CASE("the risk sets of six patients, by hand") {
  // by hand: Therneau & Grambsch (2000) E.1
  const RiskSets sets = risk_sets(six_patients().outcome());
  REQUIRE(sets.event_time.size() == 3);
  CHECK(sets.event_time[0].time == 1.0);
  CHECK(sets.event_time[1].time == 6.0);
  CHECK(sets.event_time[2].time == 9.0);
  CHECK(sets.event_time[1].n_event == 2);
  CHECK(sets.n_patients == 6);
  CHECK(sets.n_event == 4);
  Listing listing(sets);
  walk_back(sets, listing);
  CHECK(listing.at_risk[0] == std::set<std::uint32_t>{0, 1, 2, 3, 4, 5});
  CHECK(listing.at_risk[1] == std::set<std::uint32_t>{2, 3, 4, 5});
  CHECK(listing.at_risk[2] == std::set<std::uint32_t>{5});
}

TEST_CASE("the risk sets of ten (start, stop] rows, by hand") {
  // by hand: Therneau & Grambsch (2000) E.2
  const RiskSets sets = risk_sets(ten_intervals().outcome());
  Listing listing(sets);
  walk_back(sets, listing);
  REQUIRE(sets.event_time.size() == 6);
  CHECK(listing.at_risk[0] == std::set<std::uint32_t>{0, 4});
  CHECK(listing.at_risk[1] == std::set<std::uint32_t>{1, 3, 4});
  CHECK(listing.at_risk[2] == std::set<std::uint32_t>{2, 3, 4, 6, 7});
  CHECK(listing.at_risk[3] == std::set<std::uint32_t>{3, 4, 6, 7});
  CHECK(listing.at_risk[4] == std::set<std::uint32_t>{4, 5, 6, 7});
  CHECK(listing.at_risk[5] == std::set<std::uint32_t>{5, 6, 7, 8, 9});
}

TEST_CASE("everybody at risk, and nobody else, at every event time of random cohorts") {
  // definition: start < t <= stop in the same stratum
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Cohort c = random_cohort(seed, 60, 1, 1 + static_cast<int>(seed % 3), seed % 2 == 0);
    const RiskSets sets = risk_sets(c.outcome());
    Listing listing(sets);
    walk_back(sets, listing);
    std::size_t stratum = 0;
    std::int64_t deaths = 0;
    for (std::size_t g = 0; g < sets.event_time.size(); ++g) {
      while (sets.stratum[stratum + 1] <= g) ++stratum;
      std::set<std::uint32_t> expected;
      std::int64_t died = 0;
      for (std::size_t i = 0; i < c.n(); ++i) {
        const int own = c.stratum.empty() ? 0 : c.stratum[i];
        const double t = sets.event_time[g].time;
        const bool entered = c.start.empty() || c.start[i] < t;
        if (own != static_cast<int>(stratum) || !entered || c.stop[i] < t) continue;
        expected.insert(static_cast<std::uint32_t>(i));
        died += c.event[i] == 1 && c.stop[i] == t;
      }
      CHECK(listing.at_risk[g] == expected);
      CHECK(sets.event_time[g].n_event == died);
      deaths += died;
    }
    CHECK(sets.n_event == deaths);
  }
}

TEST_CASE("strata without events or patients have no event times") {
  // by hand
  Cohort c = six_patients();
  c.strata = 4;
  c.stratum = {3, 3, 1, 1, 1, 3};
  const RiskSets sets = risk_sets(c.outcome());
  CHECK(sets.stratum == std::vector<std::uint32_t>{0, 0, 1, 1, 3});
}

TEST_CASE("near ties of start and stop are ties") {
  // by hand: 0.1 + 0.2 and 0.3 differ in the last bit
  Cohort c;
  c.start = {0.0, 0.3};
  c.stop = {0.1 + 0.2, 1.0};
  c.event = {1, 1};
  const RiskSets sets = risk_sets(c.outcome());
  Listing listing(sets);
  walk_back(sets, listing);
  CHECK(listing.at_risk[0] == std::set<std::uint32_t>{0});
  CHECK(sets.start[1] == sets.stop[0]);
}

TEST_CASE("risk_sets() refuses a broken contract") {
  const auto broken = [](auto change) {
    Cohort c = ten_intervals();
    change(c);
    CHECK_THROWS_AS(risk_sets(c.outcome()), oncohort::invalid_input);
  };
  broken([](Cohort& c) { c.event[0] = 2; });
  broken([](Cohort& c) { c.event.pop_back(); });
  broken([](Cohort& c) { c.start[3] = 7; });
  broken([](Cohort& c) { c.start.pop_back(); });
  broken([](Cohort& c) { c.stop[2] = std::nan(""); });
  broken([](Cohort& c) { c.stratum.assign(10, 1); });
  broken([](Cohort& c) { c.count.assign(10, 0.5); });
  broken([](Cohort& c) { c.count.assign(10, 0.0); });
  broken([](Cohort& c) { c.count.assign(9, 1.0); });
}
