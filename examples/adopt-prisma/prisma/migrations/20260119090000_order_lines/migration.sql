-- CreateTable
CREATE TABLE "OrderLine" (
    "orderId" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "product" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "OrderLine_pkey" PRIMARY KEY ("orderId","line")
);

-- AddForeignKey
ALTER TABLE "OrderLine" ADD CONSTRAINT "OrderLine_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "Order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The first orders, taken by telephone.
INSERT INTO "Customer" ("name", "email") VALUES ('Ada', 'ada@example.org'), ('Grace', 'grace@example.org');
INSERT INTO "Order" ("customerId", "shippedAt") VALUES (1, CURRENT_TIMESTAMP), (2, NULL);
INSERT INTO "OrderLine" VALUES (1, 1, 'lamp', 2), (2, 1, 'chair', 4);
