#include "panel/panel.h"

int main(int argc, char **argv)
{
    return panel_main(argc, argv);
}
