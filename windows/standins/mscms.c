/* A stand-in for mscms.dll: Wine's own has no WcsCreateIccProfile, and later Qt versions call it
 * while they look for the screen's colour profile.  No profile is found here, so Qt takes sRGB.
 * Used under Wine for checks and never shipped.
 */
#define EXPORT __declspec(dllexport)

EXPORT void *__stdcall OpenColorProfileW(void *profile, unsigned access, unsigned share, unsigned create)
{
    (void)profile; (void)access; (void)share; (void)create;
    return 0;
}
EXPORT int __stdcall CloseColorProfile(void *profile) { (void)profile; return 1; }
EXPORT int __stdcall GetColorProfileFromHandle(void *profile, void *buffer, unsigned *size)
{
    (void)profile; (void)buffer; (void)size;
    return 0;
}
EXPORT void *__stdcall WcsCreateIccProfile(void *profile, unsigned options) { (void)profile; (void)options; return 0; }
