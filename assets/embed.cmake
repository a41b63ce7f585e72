# Writes TARGET: the text of SOURCES ('|' between paths) as the C string NAME.
string(REPLACE "|" ";" files "${SOURCES}")
set(hex "")
foreach(file ${files})
  file(READ ${file} part HEX)
  string(APPEND hex "${part}")
endforeach()
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${TARGET} "extern const char ${NAME}[];\nconst char ${NAME}[] = {${bytes}0};\n")
