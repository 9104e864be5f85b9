/* A stand-in for icuuc.dll, which is part of Windows 10 and later and missing in Wine.
 *
 * Qt 6.11 links these twenty functions for text in legacy code pages only.  Here every attempt to
 * open such a converter fails, so Qt reports the code page as unknown; UTF-8, UTF-16 and Latin-1
 * are Qt's own and not touched.  Used under Wine for checks and never shipped.
 */
#include <stdint.h>

#define EXPORT __declspec(dllexport)
typedef int32_t Status;
enum { FILE_ACCESS_ERROR = 4, UNSUPPORTED_ERROR = 16 };

static void refuse(Status *status)
{
    if (status && *status <= 0)
        *status = UNSUPPORTED_ERROR;
}

EXPORT void *ucnv_open(const char *name, Status *status)
{
    (void)name;
    if (status)
        *status = FILE_ACCESS_ERROR;
    return 0;
}

EXPORT int32_t ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int32_t index) { (void)index; return 0; }
EXPORT const char *ucnv_getStandardName(const char *n, const char *standard, Status *s) { (void)n; (void)standard; refuse(s); return 0; }

/* The rest take a converter, which nobody ever gets. */
EXPORT void ucnv_close(void *converter) { (void)converter; }
EXPORT void ucnv_reset(void *converter) { (void)converter; }
EXPORT int8_t ucnv_getMaxCharSize(const void *converter) { (void)converter; return 1; }
EXPORT const char *ucnv_getName(const void *converter, Status *s) { (void)converter; refuse(s); return 0; }
EXPORT int32_t ucnv_toUCountPending(const void *converter, Status *s) { (void)converter; refuse(s); return 0; }
EXPORT int32_t ucnv_fromUCountPending(const void *converter, Status *s) { (void)converter; refuse(s); return 0; }
EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context)
{
    (void)converter;
    if (action) *action = 0;
    if (context) *context = 0;
}
EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context)
{
    ucnv_getToUCallBack(converter, action, context);
}
EXPORT void ucnv_setToUCallBack(void *c, void *a, const void *x, void **oa, const void **ox, Status *s) { (void)c; (void)a; (void)x; (void)oa; (void)ox; refuse(s); }
EXPORT void ucnv_setFromUCallBack(void *c, void *a, const void *x, void **oa, const void **ox, Status *s) { (void)c; (void)a; (void)x; (void)oa; (void)ox; refuse(s); }
EXPORT void ucnv_toUnicode(void *c, void **t, const void *tl, const char **f, const char *fl, int32_t *o, int8_t flush, Status *s) { (void)c; (void)t; (void)tl; (void)f; (void)fl; (void)o; (void)flush; refuse(s); }
EXPORT void ucnv_fromUnicode(void *c, char **t, const char *tl, const void **f, const void *fl, int32_t *o, int8_t flush, Status *s) { (void)c; (void)t; (void)tl; (void)f; (void)fl; (void)o; (void)flush; refuse(s); }
EXPORT void ucnv_cbToUWriteUChars(void *a, const void *f, int32_t n, int32_t o, Status *s) { (void)a; (void)f; (void)n; (void)o; refuse(s); }
EXPORT void ucnv_cbFromUWriteUChars(void *a, const void **f, const void *l, int32_t o, Status *s) { (void)a; (void)f; (void)l; (void)o; refuse(s); }
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *x, void *a, const char *u, int32_t n, int r, Status *s) { (void)x; (void)a; (void)u; (void)n; (void)r; refuse(s); }
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *x, void *a, const void *u, int32_t n, int32_t point, int r, Status *s) { (void)x; (void)a; (void)u; (void)n; (void)point; (void)r; refuse(s); }
