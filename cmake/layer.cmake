# One CMake library per layer of ARCHITECTURE.md. Which layers a layer may link comes from
# src/layers.txt, so that an arrow is drawn in one place only.

file(STRINGS ${CMAKE_SOURCE_DIR}/src/layers.txt TIDEMARK_LAYER_LINES REGEX "^[a-z]+:")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/layers.txt)

function(tidemark_uses_of layer result)
  foreach(line IN LISTS TIDEMARK_LAYER_LINES)
    if(line MATCHES "^${layer}:(.*)$")
      string(STRIP "${CMAKE_MATCH_1}" uses)
      separate_arguments(uses)
      set(${result} ${uses} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "src/layers.txt has no layer ${layer}")
endfunction()

# tidemark_layer(name SRCS a.cc … [TESTS a_test.cc …] [LIBS fmt::fmt …] [TEST_LIBS …])
#   tm_<name>        the layer
#   linkcheck_<name> the whole archive linked with only what it may use: an arrow drawn
#                    backwards is an undefined symbol here
#   test_<name>      one test program, registered with CTest under the layer's name
# A layer whose code comes later is declared without SRCS.
function(tidemark_layer name)
  cmake_parse_arguments(A "" "" "SRCS;TESTS;LIBS;TEST_LIBS" ${ARGN})
  tidemark_uses_of(${name} uses)
  list(TRANSFORM uses PREPEND tm_)
  if(NOT A_SRCS)
    add_library(tm_${name} INTERFACE)
    target_link_libraries(tm_${name} INTERFACE ${uses})
    return()
  endif()
  add_library(tm_${name} STATIC ${A_SRCS})
  target_include_directories(tm_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(tm_${name} PUBLIC ${uses} ${A_LIBS} fmt::fmt Threads::Threads)
  if(name STREQUAL "base")
    target_precompile_headers(tm_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src/precompiled.h)
  else()
    target_precompile_headers(tm_${name} REUSE_FROM tm_base)
  endif()

  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/linkcheck/${name}.cc CONTENT "int main() {}\n")
  add_executable(linkcheck_${name} ${CMAKE_BINARY_DIR}/linkcheck/${name}.cc)
  target_link_libraries(linkcheck_${name} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,tm_${name}>")

  if(A_TESTS)
    add_executable(test_${name} ${A_TESTS})
    target_link_libraries(test_${name} PRIVATE tm_${name} ${A_TEST_LIBS} GTest::gtest GTest::gtest_main)
    target_precompile_headers(test_${name} REUSE_FROM tm_base)
    add_test(NAME ${name} COMMAND test_${name})
  endif()
endfunction()
