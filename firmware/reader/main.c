#include "reader/reader.h"

int main(int argc, char **argv)
{
    return reader_main(argc, argv);
}
