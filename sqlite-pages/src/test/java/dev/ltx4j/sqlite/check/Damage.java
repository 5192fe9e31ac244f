package dev.ltx4j.sqlite.check;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Ways to damage a database. */
enum Damage {
    ONE_BYTE {
        @Override
        byte[] apply(byte[] database, Random random) {
            database[random.nextInt(database.length)] = (byte) random.nextInt(256);
            return database;
        }
    },
    SOME_BYTES {
        @Override
        byte[] apply(byte[] database, Random random) {
            for (int i = random.nextInt(20); i >= 0; i--) {
                database[random.nextInt(database.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return database;
        }
    },
    HEADER_FIELD {
        @Override
        byte[] apply(byte[] database, Random random) {
            int at = 16 + random.nextInt(84);
            database[at] = (byte) (random.nextBoolean() ? database[at] + 1 : random.nextInt(256));
            return database;
        }
    },
    PAGE_HEADER {
        @Override
        byte[] apply(byte[] database, Random random) {
            int at = treeHeader(database, random) + random.nextInt(12);
            database[at] = (byte) (random.nextBoolean() ? database[at] + random.nextInt(5) - 2 : random.nextInt(256));
            return database;
        }
    },
    CELL_POINTERS {
        @Override
        byte[] apply(byte[] database, Random random) {
            int header = treeHeader(database, random);
            int at = header + 8 + random.nextInt(16);
            if (random.nextBoolean()) {
                database[at] += (byte) (random.nextInt(5) - 2);
            } else {
                int other = header + 8 + 2 * random.nextInt(8);
                int first = header + 8 + 2 * random.nextInt(8);
                swap(database, first, other, 2);
            }
            return database;
        }
    },
    CELL_START {
        @Override
        byte[] apply(byte[] database, Random random) {
            int header = treeHeader(database, random);
            int page = header / pageBytes(database) * pageBytes(database);
            int pointer = header + 8 + 2 * random.nextInt(10);
            int cell = page + ((database[pointer] & 0xff) << 8 | (database[pointer + 1] & 0xff));
            int at = Math.min(cell + random.nextInt(10), database.length - 1);
            database[at] = (byte) (random.nextBoolean() ? database[at] + random.nextInt(5) - 2 : random.nextInt(256));
            return database;
        }
    },
    SWAPPED_PAGES {
        @Override
        byte[] apply(byte[] database, Random random) {
            int bytes = pageBytes(database);
            swap(database, page(database, random), page(database, random), bytes);
            return database;
        }
    },
    COPIED_PAGE {
        @Override
        byte[] apply(byte[] database, Random random) {
            System.arraycopy(database, page(database, random), database, page(database, random), pageBytes(database));
            return database;
        }
    },
    EMPTY_PAGE {
        @Override
        byte[] apply(byte[] database, Random random) {
            int page = page(database, random);
            Arrays.fill(database, page, page + pageBytes(database), (byte) 0);
            return database;
        }
    },
    TRUNCATED {
        @Override
        byte[] apply(byte[] database, Random random) {
            int pages = database.length / pageBytes(database);
            return Arrays.copyOf(database, (1 + random.nextInt(pages)) * pageBytes(database));
        }
    },
    FREE_LIST {
        @Override
        byte[] apply(byte[] database, Random random) {
            long trunk = u32(database, 32);
            long pages = database.length / pageBytes(database);
            if (trunk < 1 || trunk > pages || random.nextInt(3) == 0) {
                database[32 + random.nextInt(8)] += (byte) (1 + random.nextInt(3));
            } else {
                int at = (int) (trunk - 1) * pageBytes(database) + random.nextInt(16);
                database[at] = (byte) (random.nextBoolean() ? database[at] + 1 : random.nextInt(4));
            }
            return database;
        }
    },
    POINTER_MAP {
        @Override
        byte[] apply(byte[] database, Random random) {
            int at = Math.min(pageBytes(database) + random.nextInt(60), database.length - 1);
            database[at] += (byte) (1 + random.nextInt(3));
            return database;
        }
    },
    CHILD_POINTER {
        @Override
        byte[] apply(byte[] database, Random random) {
            for (int attempt = 0; attempt < 50; attempt++) {
                int header = treeHeader(database, random);
                if (database[header] == 2 || database[header] == 5) {
                    database[header + 11] += (byte) (1 + random.nextInt(3));
                    break;
                }
            }
            return database;
        }
    },
    OVERFLOW_POINTER {
        @Override
        byte[] apply(byte[] database, Random random) {
            int at = page(database, random) + random.nextInt(4);
            database[at] = (byte) (random.nextBoolean() ? database[at] + 1 : random.nextInt(8));
            return database;
        }
    },
    SCHEMA_TEXT {
        @Override
        byte[] apply(byte[] database, Random random) {
            int end = pageBytes(database);
            int at = 110 + random.nextInt(end - 110);
            for (int attempt = 0; attempt < 50 && database[at] < ' '; attempt++) {
                at = 110 + random.nextInt(end - 110);
            }
            database[at] = (byte) (random.nextBoolean() ? database[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
            return database;
        }
    },
    CONTENT_BYTE {
        @Override
        byte[] apply(byte[] database, Random random) {
            int bytes = pageBytes(database);
            int at = page(database, random) + bytes - 1 - random.nextInt(Math.min(bytes, 300));
            database[at] ^= (byte) (1 << random.nextInt(8));
            return database;
        }
    };

    private static final List<Damage> ALL = List.of(values());

    /** One of them. */
    static Damage any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** Damages a database; the array may be changed, or another one returned. */
    abstract byte[] apply(byte[] database, Random random);

    static int pageBytes(byte[] database) {
        int field = (database[16] & 0xff) << 8 | (database[17] & 0xff);
        return field == 1 ? 65536 : field;
    }

    private static long u32(byte[] database, int at) {
        return (database[at] & 0xffL) << 24
                | (database[at + 1] & 0xff) << 16
                | (database[at + 2] & 0xff) << 8
                | (database[at + 3] & 0xff);
    }

    /** Where a random page starts. */
    static int page(byte[] database, Random random) {
        return random.nextInt(database.length / pageBytes(database)) * pageBytes(database);
    }

    /** Where the header of a random b-tree page is, if one turns up. */
    static int treeHeader(byte[] database, Random random) {
        int header = 100;
        for (int attempt = 0; attempt < 20; attempt++) {
            int page = page(database, random);
            header = page == 0 ? 100 : page;
            byte type = database[header];
            if (type == 2 || type == 5 || type == 10 || type == 13) {
                break;
            }
        }
        return header;
    }

    static void swap(byte[] database, int a, int b, int byteCount) {
        byte[] kept = Arrays.copyOfRange(database, a, a + byteCount);
        System.arraycopy(database, b, database, a, byteCount);
        System.arraycopy(kept, 0, database, b, byteCount);
    }
}
