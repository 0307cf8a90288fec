// The runner of the core's tests, one main for both versions of Catch2.

#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_RUNNER
#endif
#include "catch.h"

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
