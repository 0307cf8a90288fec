#pragma once

// Catch2, version 3 where it is there, else the single header of version 2 (which brings
// its own `Approx`).

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
