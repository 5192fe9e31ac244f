package dev.ltx4j.lz4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian values in byte arrays, at any index; each access is checked against the array's bounds. */
final class LittleEndian {
    private static final VarHandle CHAR = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static int unsignedShort(byte[] array, int arrayOffset) {
        return (char) CHAR.get(array, arrayOffset);
    }

    static int intAt(byte[] array, int arrayOffset) {
        return (int) INT.get(array, arrayOffset);
    }

    static long longAt(byte[] array, int arrayOffset) {
        return (long) LONG.get(array, arrayOffset);
    }

    static void putInt(byte[] array, int arrayOffset, int value) {
        INT.set(array, arrayOffset, value);
    }

    static void copyLong(byte[] src, int srcOffset, byte[] dst, int dstOffset) {
        LONG.set(dst, dstOffset, (long) LONG.get(src, srcOffset));
    }
}
