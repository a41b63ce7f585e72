#include "tray/tray.h"

int main(int argc, char **argv)
{
    return tray_main(argc, argv);
}
