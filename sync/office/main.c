#include "office/office.h"

int main(int argc, char **argv)
{
    return office_main(argc, argv);
}
